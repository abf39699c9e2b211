/* SPDX-License-Identifier: MIT */
#include "school/imports/import_aside.h"

#include <string.h>

#include "school/imports/cells/cell_text.h"
#include "school/imports/grid/grid.h"

/* What begins a row of sums, or a line that signs or explains the table, as cell_key() makes it. */
static const char words[] =
    " present absent late excused classtotal endoflist total totals grandtotal subtotal sum count average mean "
    "percentage totalpresent totalabsent totalstudents "
    "presentcount absentcount numberofstudents legend key preparedby approvedby checkedby signature signed signedby "
    "teacherssignature instructorsignature printedon generatedon summe gesamt gesamtzahl insgesamt anzahl durchschnitt "
    "mittelwert unterschrift erstelltvon gedrucktam legende somme totaux moyenne effectif promedio suma media firma "
    "totale totali somma soma assinatura totaal gemiddelde handtekening toplam ortalama imza المجموع الاجمالي المتوسط "
    "التوقيع कुल योग औसत हस्ताक्षर ";

static bool is_word(const char *text, size_t size)
{
    char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE + 3] = " ";
    if (size == 0 || size >= sizeof(word))
        return false;
    memcpy(word, text, size);
    word[size] = '\0';
    cell_key(word, key + 1);
    size_t length = strlen(key);
    key[length] = ' ';
    key[length + 1] = '\0';
    return length > 1 && strstr(words, key);
}

static bool has_letter(const char *text)
{
    for (; *text; text++)
        if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (unsigned char)*text >= 0x80)
            return true;
    return false;
}

bool import_is_aside(const struct grid_row *row, size_t known)
{
    const char *first = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < row->count; i++) {
        const char *text = row->cells[i].text;
        if (cell_trim(&text) == 0)
            continue;
        if (strchr(text, '@') || (first && has_letter(text)))
            return false;
        first = first ? first : text;
        seen++;
    }
    if (!first || !has_letter(first))
        return false;
    // "Total: 32", "Signature ______"
    if (is_word(first, strcspn(first, ":=0123456789_.")))
        return true;
    return seen == 1 && known > 1 && (strpbrk(first, ":=") || strstr(first, "__"));
}
