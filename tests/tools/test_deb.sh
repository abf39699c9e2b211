#!/bin/bash
# SPDX-License-Identifier: MIT
# Usage: tests/tools/test_deb.sh: installs, upgrades, removes and purges the Debian package, and runs the service's program as its
# user in between. All of it on a copy of this system that is laid over it in memory, so nothing stays: that needs root and
# overlayfs, and says so where there is none. Ends with `N passed, M failed, K skipped`, and 1 when one failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0 skipped=0
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/ams-deb-XXXXXX")
trap 'rm -rf "$folder"' EXIT

ok() {
    passed=$((passed + 1))
}
fail() {
    failed=$((failed + 1))
    echo "FAIL $1"
    [ -z "${2:-}" ] || sed 's/^/    /' "$2" | tail -n 20
}
expect() { # expect TITLE COMMAND...
    local title=$1
    shift
    if "$@" >"$folder/said" 2>&1; then ok; else fail "$title" "$folder/said"; fi
}
end() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
    exit
}

# The unit's exposure, by systemd's own reckoning.
if command -v systemd-analyze >/dev/null; then
    exposure=$(systemd-analyze security --offline=true deploy/ams.service 2>/dev/null | sed -n 's/.*Overall exposure level[^:]*: *\([0-9.]*\).*/\1/p')
    expect "the unit's exposure is $exposure, 2.0 at most" awk -v exposure="${exposure:-10}" 'BEGIN { exit exposure > 2.0 }'
else
    skipped=$((skipped + 1))
    echo "skip: no systemd-analyze for the unit's exposure"
fi

for need in dpkg-deb dpkg-shlibdeps; do
    if ! command -v $need >/dev/null; then
        skipped=$((skipped + 1))
        echo "skip: no $need (apt-get install dpkg-dev): no package is made"
        end
    fi
done
export AMS_DEB_COMPRESSION=none # a package for this test alone
new=$(tools/deb) || { fail "the package is made"; end; }
cp "$new" "$folder/new.deb"
expect "the same package again" sh -c "tools/deb && cmp '$new' '$folder/new.deb'"
old=$(tools/deb 0.0.1) && mv "$old" "$folder/old.deb"
version=$(make -s version)
expect "its version is CHANGELOG.md's" test "$(dpkg-deb -f "$folder/new.deb" Version)" = "$version"

# shellcheck disable=SC2016 # for the shell inside
inside='
set -e
mount -t tmpfs tmpfs "$0"
mkdir "$0/upper" "$0/work" "$0/system"
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/system"
mount -t proc proc "$0/system/proc"
mount --bind /dev "$0/system/dev"
mount -t tmpfs tmpfs "$0/system/run"
mkdir "$0/system/packages"
cp "$1/old.deb" "$1/new.deb" "$0/system/packages/"
exec chroot "$0/system" /bin/bash -s "$2"
'
mkdir "$folder/over"
if [ "$(id -u)" -ne 0 ]; then
    skipped=$((skipped + 1))
    echo "skip: not root: the package is not installed"
    end
fi

unshare -m -p -f sh -c "$inside" "$folder/over" "$folder" "$version" >"$folder/log" 2>&1 <<'END'
version=$1
set -u
say() { echo "RESULT $*"; }
check() { # check TITLE COMMAND...
    local title=$1
    shift
    if "$@"; then say "ok $title"; else say "no $title"; fi
}
ask() { # ask PORT: whether the server is well
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >&3
    grep -q '"status":"ok"' <&3
}
serve() { # serve TITLE: runs the service's program as its user until it is well, looks, and stops it
    runuser -u ams -- /usr/bin/ams serve --config /etc/ams/ams.conf >/tmp/served 2>&1 &
    local server=$!
    until grep -q 'is serving on' /tmp/served || ! kill -0 $server 2>/dev/null; do sleep .2; done
    local port
    port=$(sed -n 's|.*is serving on http://localhost:\([0-9]*\).*|\1|p' /tmp/served)
    check "$1: it answers" ask "${port:-0}"
    local process
    process=$(pgrep -u ams -f -o "^/usr/bin/ams serve") # the oldest: a child has its parent's words until it has its own
    tail -n +1 "/proc/$process/limits" | grep core || { echo "no limits of process '$process', of these:"; ps -eo user,pid,ppid,args; }
    check "$1: it leaves no core" grep -q "^Max core file size  *0  *0 " "/proc/$process/limits"
    check "$1: nobody of its user may look into it (it is $(stat -c %U "/proc/$process/environ")'s)" test "$(stat -c %U "/proc/$process/environ")" = root
    check "$1: no list of processes shows a secret" bash -c '! cat /proc/[0-9]*/cmdline | grep -qa "planted-secre[t]"'
    check "$1: its keeper was told none" bash -c '! cat "/proc/$(pgrep -u ams -f -o keep-workers)/environ" | grep -qa .'
    check "$1: its workers are the user's" pgrep -u ams -f keep-workers
    pkill -TERM -u ams -f 'ams serve'
    wait $server
    check "$1: its log has none" bash -c '! grep -q planted-secret /tmp/served'
    check "$1: it stops" grep -q server_stopped /tmp/served
    grep -q server_stopped /tmp/served || cat /tmp/served
}

check "it is installed" dpkg -i /packages/old.deb
check "the user is there" getent passwd ams
check "settings are the service's to read" test "$(stat -c '%a %U %G' /etc/ams/ams.conf)" = "640 root ams"
check "data is the service's alone" test "$(stat -c '%a %U' /var/lib/ams)" = "700 ams"
check "the unit is there" test -f /lib/systemd/system/ams.service
printf '# by hand\naddress = 127.0.0.1\nport = 0\ntls = off\npublic_url = http://localhost\nsmtp_user = ams\nsmtp_password = planted-secret\n' >>/etc/ams/ams.conf
serve "after the installation"
check "it made its database" test "$(stat -c '%a %U' /var/lib/ams/ams.db)" = "600 ams"
check "it made its key" test "$(stat -c '%a %U' /var/lib/ams/master.key)" = "600 ams"
before=$(sha256sum /var/lib/ams/master.key)
check "it is upgraded" dpkg --force-confold -i /packages/new.deb
check "to this version" grep -q "^ams $version\$" <(/usr/bin/ams version)
check "the settings are still those that were set" grep -q '^# by hand' /etc/ams/ams.conf
check "and readable by the service alone" test "$(stat -c '%a %U %G' /etc/ams/ams.conf)" = "640 root ams"
check "the key is the same" test "$(sha256sum /var/lib/ams/master.key)" = "$before"
serve "after the upgrade"
check "it is removed" dpkg -r ams
check "the program is gone" test ! -e /usr/bin/ams
check "the settings stay" test -f /etc/ams/ams.conf
check "the data stays" test -f /var/lib/ams/ams.db
check "it is purged" dpkg -P ams
check "the settings are gone" test ! -e /etc/ams
check "the data stays all the same" test -f /var/lib/ams/ams.db
rm -r /var/lib/ams
check "it is installed again" dpkg -i /packages/new.deb
check "it is purged without data" dpkg -P ams
check "then the user is gone" test -z "$(getent passwd ams)"
check "and nothing is left" test ! -e /etc/ams -a ! -e /var/lib/ams -a ! -e /usr/share/ams
END
status=$?
grep -q '^RESULT ' "$folder/log" || {
    skipped=$((skipped + 1))
    echo "skip: no system can be laid over this one (overlayfs): the package is not installed"
    sed 's/^/    /' "$folder/log" | tail -n 3
    end
}
[ $status -eq 0 ] || fail "all of it ran" "$folder/log"
while read -r _ verdict title; do
    if [ "$verdict" = ok ]; then ok; else fail "$title" "$folder/log"; fi
done < <(grep '^RESULT ' "$folder/log")
end
