/* SPDX-License-Identifier: MIT */
#include "school/office/copy/copy_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/office/copy/copy_words.h"
#include "school/post/moment_text.h"

enum phrase {
    TITLE,
    INTRO,
    TIMES,
    WHAT,
    NOTHING,
    ROWS,
    TABLE,
    RAW,
    FIELD,
    MEANING,
    FILES,
    FILES_NONE,
    NOT_HELD,
    LEFT_LARGE,
    LEFT_PRIVATE,
    LEFT_UNREADABLE,
    MORE,
    TEMPLATE,
    TEMPLATE_HINT,
    BYTES,
    README,
    PHRASES
};

static const char *const phrases[PHRASES][TONGUE_COUNT] = {
    [TITLE] = {[ENGLISH] = "A copy of your data", [ARABIC] = "نسخة من بياناتك", [HINDI] = "आपके डेटा की कॉपी"},
    [INTRO] = {[ENGLISH] = "This is everything that is kept about you, explained. Each part is a table, for a "
                           "spreadsheet, and the same in full for programs (JSON).",
               [ARABIC] = "هذا كل ما يُحفظ عنك مع شرحه. كل جزء جدول يُفتح في برنامج الجداول، ومعه النص الكامل نفسه "
                          "للبرامج (\u2066JSON\u2069).",
               [HINDI] = "यह आपके बारे में रखी गई हर चीज़ है, समझाई हुई। हर हिस्सा एक तालिका है, और वही पूरा "
                         "प्रोग्रामों के लिए (JSON)।"},
    [TIMES] = {[ENGLISH] = "Times in the tables are on the clocks of this zone, with the distance from UTC; in JSON "
                           "they are in UTC.",
               [ARABIC] = "الأوقات في الجداول بتوقيت هذه المنطقة مع الفرق عن التوقيت العالمي؛ وفي \u2066JSON\u2069 "
                          "بالتوقيت العالمي.",
               [HINDI] = "तालिकाओं में समय इस क्षेत्र की घड़ी से हैं, UTC से अंतर के साथ; JSON में UTC में।"},
    [WHAT] = {[ENGLISH] = "What is kept", [ARABIC] = "ما يُحفظ", [HINDI] = "क्या रखा गया है"},
    [NOTHING] = {[ENGLISH] = "Nothing is kept of these",
                 [ARABIC] = "لا يُحفظ شيء من هذه",
                 [HINDI] = "इनमें से "
                           "कुछ नहीं रखा गया है"},
    [ROWS] = {[ENGLISH] = "Rows", [ARABIC] = "الأسطر", [HINDI] = "पंक्तियाँ"},
    [TABLE] = {[ENGLISH] = "Table (CSV)", [ARABIC] = "جدول (\u2066CSV\u2069)", [HINDI] = "तालिका (CSV)"},
    [RAW] = {[ENGLISH] = "In full (JSON)", [ARABIC] = "كاملًا (\u2066JSON\u2069)", [HINDI] = "पूरा (JSON)"},
    [FIELD] = {[ENGLISH] = "Field", [ARABIC] = "الحقل", [HINDI] = "फ़ील्ड"},
    [MEANING] = {[ENGLISH] = "What it says", [ARABIC] = "ماذا يقول", [HINDI] = "इसका मतलब"},
    [FILES] = {[ENGLISH] = "Files that you sent", [ARABIC] = "ملفات أرسلتها", [HINDI] = "आपकी भेजी फ़ाइलें"},
    [FILES_NONE] = {[ENGLISH] = "You have sent none.", [ARABIC] = "لم ترسل أي ملف.", [HINDI] = "आपने कोई नहीं भेजी।"},
    [NOT_HELD] = {[ENGLISH] = "Not in this copy", [ARABIC] = "ليس في هذه النسخة", [HINDI] = "इस कॉपी में नहीं"},
    [LEFT_LARGE] = {[ENGLISH] = "there was no room left for it; save it in the app, where it is",
                    [ARABIC] = "لم يبقَ له مكان؛ احفظه من موضعه في التطبيق",
                    [HINDI] = "इसके लिए जगह नहीं बची; ऐप में जहाँ यह है वहाँ से सहेजें"},
    [LEFT_PRIVATE] = {[ENGLISH] = "evidence of a leave is in the copy that its owner makes, and in no other",
                      [ARABIC] = "إثبات الإجازة يكون في النسخة التي يصنعها صاحبه وحدها",
                      [HINDI] = "छुट्टी का प्रमाण सिर्फ़ उस कॉपी में होता है जो उसका मालिक ख़ुद बनाए"},
    [LEFT_UNREADABLE] = {[ENGLISH] = "it could not be read; ask your administrator",
                         [ARABIC] = "تعذّرت قراءته؛ اسأل مدير النظام",
                         [HINDI] = "इसे पढ़ा नहीं जा सका; अपने एडमिन से पूछें"},
    [MORE] = {[ENGLISH] = "There are more files than can be named here: the oldest are left out.",
              [ARABIC] = "الملفات أكثر مما يمكن ذكره هنا: تُركت أقدمها.",
              [HINDI] = "यहाँ बताई जा सकने वाली से ज़्यादा फ़ाइलें हैं: सबसे पुरानी छोड़ी गई हैं।"},
    [TEMPLATE] = {[ENGLISH] = "The template of your face", [ARABIC] = "قالب وجهك", [HINDI] = "आपके चेहरे का टेम्पलेट"},
    [TEMPLATE_HINT] =
        {[ENGLISH] = "It is not in this copy, so that the copy can be passed on. In the app, under My data, you can "
                     "save it by itself.",
         [ARABIC] = "ليس في هذه النسخة كي تستطيع إعطاءها لغيرك. يمكنك حفظه وحده في التطبيق تحت «بياناتي».",
         [HINDI] = "यह इस कॉपी में नहीं है, ताकि कॉपी किसी और को दी जा सके। "
                   "ऐप में “मेरा डेटा” में आप इसे अलग से सहेज सकते हैं।"},
    [BYTES] = {[ENGLISH] = "kB", [ARABIC] = "ك.ب", [HINDI] = "kB"},
    [README] = {[ENGLISH] = "Open index.html in a browser: it explains everything that is in this folder.\n\n"
                            "tables/  tables for a spreadsheet\ndata/    the same in full, for programs\n"
                            "files/   the files that you sent",
                [ARABIC] = "افتح \u2066index.html\u2069 في متصفح: فيه شرح كل ما في هذا المجلد.\n\n"
                           "\u2066tables/\u2069  جداول لبرنامج الجداول\n\u2066data/\u2069    النص الكامل للبرامج\n"
                           "\u2066files/\u2069   الملفات التي أرسلتها",
                [HINDI] = "index.html को ब्राउज़र में खोलें: इस फ़ोल्डर की हर चीज़ वहाँ समझाई गई है।\n\n"
                          "tables/  तालिकाएँ\ndata/    वही पूरा, प्रोग्रामों के लिए\nfiles/   आपकी भेजी फ़ाइलें"},
};

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{margin:0;padding:24px 16px 64px;background:#f4f5f7;color:#1c2024;font:16px/1.5 system-ui,-apple-system,"
    "'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic','Noto Sans Devanagari',sans-serif}"
    "main{max-width:48rem;margin:0 auto}"
    "h1{margin:0 0 4px;font-size:28px}h2{margin:32px 0 12px;font-size:20px}h3{margin:0;font-size:16px}"
    "p{margin:0 0 8px}.muted,th{color:#4a5058}"
    ".card{margin:0 0 12px;padding:16px;background:#ffffff;border:1px solid #dfe2e6;border-radius:12px}"
    ".links{display:flex;flex-wrap:wrap;gap:4px 16px;margin:4px 0 0}"
    "a{color:#2451b2}summary{cursor:pointer;margin-top:8px;color:#4a5058}"
    "table{border-collapse:collapse;width:100%;margin-top:8px}"
    "th,td{text-align:start;padding:4px 8px 4px 0;vertical-align:top;border-top:1px solid #dfe2e6}"
    "td:first-child{font-family:ui-monospace,monospace;font-size:14px;white-space:nowrap}"
    "ul{margin:0;padding-inline-start:20px}li{overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{background:#121417;color:#e8eaed}"
    ".card{background:#1c1f24;border-color:#33383f}th,td{border-color:#33383f}"
    ".muted,th,summary{color:#b3bac2}a{color:#9db9ff}}";

static void put_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        const char *as = *text == '&'   ? "&amp;"
                         : *text == '<' ? "&lt;"
                         : *text == '>' ? "&gt;"
                         : *text == '"' ? "&quot;"
                                        : NULL;
        if (as)
            fputs(as, out);
        else
            fputc(*text, out);
    }
}

/* An address inside the archive: what is no plain ASCII, and what means something there, by its bytes. */
static void put_path(FILE *out, const char *path)
{
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        if (byte > 0x20 && byte < 0x7f && !strchr("%?#\"<>&'`\\^{}|[]", byte))
            fputc(byte, out);
        else
            fprintf(out, "%%%02X", byte);
    }
}

static const char *say(const struct copy_page *page, enum phrase phrase)
{
    return tongue_says(phrases[phrase], page->reader.tongue);
}

static void put_fields(FILE *out, const struct copy_page *page, const char *columns)
{
    fprintf(out, "<details><summary>%s</summary><table><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>",
            say(page, MEANING), say(page, FIELD), say(page, MEANING));
    for (const char *at = columns; *at;) {
        size_t name = strcspn(at, ":"), all = strcspn(at, ",");
        const char *says = copy_field_says(at, name, page->reader.tongue);
        fprintf(out, "<tr><td><bdi>%.*s</bdi></td><td>", (int)name, at);
        put_text(out, says ? says : "");
        fputs("</td></tr>", out);
        at += all + (at[all] == ',');
    }
    fputs("</table></details>", out);
}

static void put_part(FILE *out, const struct copy_page *page, const struct copy_part *part)
{
    const char *name = part->file->name, *says = copy_file_says(name, page->reader.tongue);
    fputs("<section class=\"card\"><h3>", out);
    put_text(out, says ? says : name);
    fprintf(out, "</h3><p class=\"links\"><span class=\"muted\">%s: %lld</span>", say(page, ROWS),
            (long long)part->rows);
    if (part->has_table)
        fprintf(out, "<a href=\"tables/%s.csv\">%s</a>", name, say(page, TABLE));
    fprintf(out, "<a href=\"data/%s.json\">%s</a></p>", name, say(page, RAW));
    put_fields(out, page, part->file->columns);
    fputs("</section>\n", out);
}

static void put_parts(FILE *out, const struct copy_page *page)
{
    size_t empty = 0;
    fprintf(out, "<h2>%s</h2>\n", say(page, WHAT));
    for (size_t i = 0; i < page->count; i++) {
        if (page->parts[i].rows > 0)
            put_part(out, page, &page->parts[i]);
        empty += page->parts[i].rows == 0;
    }
    if (empty == 0)
        return;
    fprintf(out, "<h2>%s</h2>\n<div class=\"card\"><ul>", say(page, NOTHING));
    for (size_t i = 0; i < page->count; i++) {
        const char *says = copy_file_says(page->parts[i].file->name, page->reader.tongue);
        if (page->parts[i].rows > 0)
            continue;
        fputs("<li>", out);
        put_text(out, says ? says : page->parts[i].file->name);
        fputs("</li>", out);
    }
    fputs("</ul></div>\n", out);
}

static void put_files(FILE *out, const struct copy_page *page)
{
    static const enum phrase why[COPY_LEFT_COUNT] = {
        [COPY_TOO_LARGE] = LEFT_LARGE, [COPY_PRIVATE] = LEFT_PRIVATE, [COPY_UNREADABLE] = LEFT_UNREADABLE};
    fprintf(out, "<h2>%s</h2>\n<div class=\"card\">", say(page, FILES));
    if (page->files->count == 0)
        fprintf(out, "<p>%s</p>", say(page, FILES_NONE));
    fputs("<ul>", out);
    for (size_t i = 0; i < page->files->count; i++) {
        const struct copy_file *file = &page->files->files[i];
        fputs("<li><bdi>", out);
        if (file->left == COPY_HELD) {
            fputs("<a href=\"", out);
            put_path(out, file->path);
            fputs("\">", out);
        }
        put_text(out, file->name);
        fprintf(out, "%s</bdi> <span class=\"muted\"><bdi>%lld %s</bdi></span>", file->left == COPY_HELD ? "</a>" : "",
                (long long)((file->size + 999) / 1000), say(page, BYTES));
        if (file->left != COPY_HELD)
            fprintf(out, "<br><span class=\"muted\">%s: %s</span>", say(page, NOT_HELD), say(page, why[file->left]));
        fputs("</li>", out);
    }
    fputs("</ul>", out);
    if (page->files->more)
        fprintf(out, "<p>%s</p>", say(page, MORE));
    fputs("</div>\n", out);
}

static void put_template(FILE *out, const struct copy_page *page)
{
    bool enrolled = false;
    for (size_t i = 0; i < page->count; i++)
        enrolled = enrolled || (strcmp(page->parts[i].file->name, "face") == 0 && page->parts[i].rows > 0);
    if (enrolled)
        fprintf(out, "<h2>%s</h2>\n<div class=\"card\"><p>%s</p></div>\n", say(page, TEMPLATE),
                say(page, TEMPLATE_HINT));
}

static void put_head(FILE *out, const struct copy_page *page, const char *when)
{
    enum tongue tongue = page->reader.tongue;
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n<p class=\"muted\"><bdi>",
            tongue_code(tongue), tongue_is_rtl(tongue) ? "rtl" : "ltr", say(page, TITLE), style, say(page, TITLE));
    put_text(out, page->name);
    if (page->institution && *page->institution) {
        fputs("</bdi> · <bdi>", out);
        put_text(out, page->institution);
    }
    fprintf(out, "</bdi> · <bdi>%s</bdi></p>\n<p>%s</p>\n<p class=\"muted\">%s (<bdi>%s</bdi>)</p>\n", when,
            say(page, INTRO), say(page, TIMES), page->reader.zone);
}

const char *copy_page(struct school *school, const struct copy_page *page, struct arena *arena, size_t *ret_size)
{
    char *bytes = NULL;
    size_t size = 0;
    const char *when = moment_span(school, page->reader.zone, page->at, 0, page->reader.tongue, arena);
    FILE *out = when ? open_memstream(&bytes, &size) : NULL;
    if (!out)
        return NULL;
    put_head(out, page, when);
    put_files(out, page);
    put_parts(out, page);
    put_template(out, page);
    fputs("</main>\n</body>\n</html>\n", out);
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good && bytes;
    const char *text = good ? arena_strndup(arena, bytes, size) : NULL;
    free(bytes);
    if (text)
        *ret_size = size;
    return text;
}

const char *copy_readme(struct school *school, const struct copy_page *page, struct arena *arena)
{
    const char *when = moment_span(school, page->reader.zone, page->at, 0, page->reader.tongue, arena);
    return when ? arena_printf(arena, "\ufeff%s\n%s\n\n%s\n", say(page, TITLE), when, say(page, README)) : NULL;
}
