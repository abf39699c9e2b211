#!/bin/bash
# SPDX-License-Identifier: MIT
# Usage: tests/tools/test_asvs.sh [FILE]: docs/ASVS.md has each requirement of OWASP ASVS 5.0.0 of levels 1 and 2 exactly once, with a verdict
# and a reason; what it and docs/SECURITY.md name is there: files, and tests in the file that is named before them.
set -u
cd "$(dirname "$0")/../.." || exit 1
page=${1:-docs/ASVS.md}
passed=0 failed=0

# verdict STATUS SENTENCE
verdict() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $2"
    fi
}

# The numbers of the standard: its sections, the last number of each, and those between that are of level 3.
level_3=" 1.2.10 1.3.12 1.5.3 2.3.5 2.4.2 3.1.1 3.2.3 3.3.5 3.4.7 3.4.8 3.5.6 3.5.7 3.5.8 3.6.1 3.7.3 3.7.4 3.7.5 4.1.4 4.1.5 4.2.2 4.2.3 4.2.4 4.2.5
 5.2.4 5.2.5 5.2.6 5.3.3 6.3.5 6.3.6 6.3.7 6.3.8 6.4.5 6.4.6 6.5.6 6.5.7 6.5.8 6.6.4 6.7.1 6.7.2 7.5.3 8.1.3 8.1.4 8.2.4 8.3.2 8.3.3 8.4.2 10.2.3 10.3.5 10.4.12
 10.4.13 10.4.14 10.4.15 10.4.16 11.1.3 11.1.4 11.2.4 11.2.5 11.3.4 11.3.5 11.5.2 11.6.2 11.7.1 11.7.2 12.1.4 12.1.5 12.3.5 13.1.2 13.1.3 13.1.4 13.2.6 13.3.3 13.3.4 13.4.6 13.4.7
 14.2.5 14.2.6 14.2.7 14.2.8 15.1.4 15.1.5 15.2.4 15.2.5 15.4.1 15.4.2 15.4.3 15.4.4 16.5.4 17.1.2 17.2.5 17.2.6 17.2.7 17.2.8 "
sections="1.1.2 1.2.10 1.3.12 1.4.3 1.5.3 2.1.3 2.2.3 2.3.5 2.4.2 3.1.1 3.2.3 3.3.5 3.4.8 3.5.8 3.6.1 3.7.5 4.1.5 4.2.5 4.3.2 4.4.4 5.1.1 5.2.6 5.3.3 5.4.3
 6.1.3 6.2.12 6.3.8 6.4.6 6.5.8 6.6.4 6.7.2 6.8.4 7.1.3 7.2.4 7.3.2 7.4.5 7.5.3 7.6.2 8.1.4 8.2.4 8.3.3 8.4.2 9.1.3 9.2.4 10.1.2 10.2.3 10.3.5 10.4.16 10.5.5 10.6.2 10.7.3
 11.1.4 11.2.5 11.3.5 11.4.4 11.5.2 11.6.2 11.7.2 12.1.5 12.2.2 12.3.5 13.1.4 13.2.6 13.3.4 13.4.7 14.1.2 14.2.8 14.3.3 15.1.5 15.2.5 15.3.7 15.4.4 16.1.1 16.2.5 16.3.4 16.4.3 16.5.4
 17.1.2 17.2.8 17.3.2"
expected=$(for last in $sections; do
    for number in $(seq 1 "${last##*.}"); do
        case "${level_3//$'\n'/}" in *" ${last%.*}.$number "*) ;; *) echo "${last%.*}.$number" ;; esac
    done
done | sort)
verdict $(($(wc -l <<<"$expected") != 253)) "the list in this test has $(wc -l <<<"$expected") requirements, not 253"

rows=$(grep -E '^\| [0-9]+\.[0-9]+\.[0-9]+' "$page")
found=$(cut -d'|' -f2 <<<"$rows" | tr -d ' ' | tr ',' '\n' | sort)
difference=$(diff <(echo "$expected") <(echo "$found"))
verdict $? "requirements that are missing (<), or twice or none of levels 1 and 2 (>):
$difference"
bad=$(grep -vE '^\| [0-9., ]+ \| (met|partly|not met|none) \| .{3,} \|$' <<<"$rows")
verdict $((${#bad} > 0)) "rows without a verdict or a reason: $bad"

# Under git or about to be: what only a build makes is not there on a clean checkout. A folder, too, and each once.
declare -A there
while read -r path; do
    while [[ -z ${there[$path]:-} ]]; do
        there[$path]=yes
        [[ $path != */* ]] || path=${path%/*}
    done
done < <(git ls-files -co --exclude-standard)

# Files that are named stand there, and tests in the C file that was named last before them in the row.
for text in "$page" docs/SECURITY.md; do
    while IFS=: read -r line row; do
        file=
        while read -r word; do
            case $word in
            \`*)
                name=${word//\`/}
                [ -n "$file" ] || continue
                grep -qw "$name" "$file" 2>/dev/null
                verdict $? "$text:$line: $file has no $name"
                ;;
            *)
                [[ -n ${there[${word%/}]:-} ]]
                verdict $? "$text:$line: there is no $word"
                case $word in tests/*.c) file=$word ;; *) file= ;; esac
                ;;
            esac
        done < <(grep -oE '(src|tests|fuzz|web|tools|deploy|docs)/[A-Za-z0-9_./-]*[A-Za-z0-9_]|`[a-z][a-z0-9]*(_[a-z0-9]+)+`' <<<"$row")
    done < <(grep -nE '^\|' "$text")
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
