/* SPDX-License-Identifier: MIT */
#include "school/imports/import_aside.h"

#include <string.h>

#include "school/imports/cells/cell_text.h"
#include "school/imports/grid/grid.h"

/* What begins a row of sums, or a line that signs or explains the table, as cell_key() makes it. */
static const char words[] =
    "present absent late excused classtotal endoflist total totals grandtotal subtotal sum count average mean "
    "percentage totalpresent totalabsent totalstudents "
    "presentcount absentcount numberofstudents legend key preparedby approvedby checkedby signature signed signedby "
    "teacherssignature instructorsignature printedon generatedon summe gesamt gesamtzahl insgesamt anzahl durchschnitt "
    "mittelwert unterschrift erstelltvon gedrucktam legende somme totaux moyenne effectif promedio suma media firma "
    "totale totali somma soma assinatura totaal gemiddelde handtekening toplam ortalama imza المجموع الاجمالي المتوسط "
    "التوقيع कुल योग औसत हस्ताक्षर";

bool import_is_aside(const struct grid_row *row, size_t known)
{
    const char *first = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < row->count; i++) {
        const char *text = row->cells[i].text;
        if (cell_trim(&text) == 0)
            continue;
        if (strchr(text, '@') || (first && cell_has_letter(text)))
            return false;
        first = first ? first : text;
        seen++;
    }
    if (!first || !cell_has_letter(first))
        return false;
    // "Total: 32", "Signature ______"
    if (cell_is_one_of(first, strcspn(first, ":=0123456789_."), words))
        return true;
    return seen == 1 && known > 1 && (strpbrk(first, ":=") || strstr(first, "__"));
}
