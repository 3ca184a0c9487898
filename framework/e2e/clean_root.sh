#!/bin/sh
# clean_root.sh make ROOT              the Debian of this machine in the folder ROOT, with nothing but what every Debian has.
#                                      Exit status 77: that is not possible here, and why.
# clean_root.sh in ROOT USER COMMAND...  runs COMMAND there, in namespaces of its own.
# Whatever is mounted is so in namespaces that end with this process, however it ends.
set -eu
PATH=$PATH:/usr/sbin:/sbin

skip() {
  echo "$1" >&2
  exit 77
}

# Before unshare, for whom nobody else would kill.
in_own_namespaces='setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child=KILL'

# What apt goes through, wget and the apt of ROOT find in the environment.
eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy 2>/dev/null)"
[ -z "${http_proxy:-}" ] || export http_proxy
[ -z "${https_proxy:-}" ] || export https_proxy

# Prints the mirror of the distribution itself that is among apt's sources for the release $1, if it answers.
reachable_mirror() {
  answer=$(mktemp)
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' | sort -u | while read -r release mirror; do
    [ "$release" = "$1" ] || continue
    /usr/lib/apt/apt-helper -o Acquire::Retries=1 -o Acquire::http::Timeout=10 \
      -o Acquire::https::Timeout=10 download-file "${mirror%/}/dists/$1/InRelease" "$answer" >/dev/null 2>&1 || continue
    grep -qx 'Origin: Debian' "$answer" || continue
    echo "$mirror"
    break
  done
  rm -f "$answer"
}

make() {
  [ "$(id -u)" = 0 ] || skip 'debootstrap needs root: run the test as root'
  command -v debootstrap >/dev/null || skip 'there is no debootstrap: apt-get install debootstrap'
  release=$(. /etc/os-release && [ "$ID" = debian ] && echo "${VERSION_CODENAME:-}") || true
  [ -n "$release" ] || skip 'this is no Debian with a release name: run the test on Debian'
  $in_own_namespaces true 2>/dev/null || skip 'root may not mount here: run the test outside of a container'
  mkdir -p "$1"
  mknod "$1/null" c 1 3 2>/dev/null && echo >"$1/null" 2>/dev/null ||
    skip "no devices can be made in $1: set TMPDIR to a folder of a file system that has them, outside of a container"
  rm "$1/null"
  mirror=$(reachable_mirror "$release")
  [ -n "$mirror" ] || skip "no mirror of Debian $release answers: look at apt's sources, its proxy and the network"
  certificates=
  [ "${mirror#https:}" = "$mirror" ] || certificates=--include=ca-certificates
  status=0
  $in_own_namespaces timeout 170 debootstrap --variant=minbase $certificates "$release" "$1" "$mirror" >"$1.log" 2>&1 ||
    status=$?
  [ $status -ne 124 ] || skip "debootstrap took more than 170 s: look at the mirror $mirror and the load of the machine"
  [ $status -eq 0 ] || tail -n 20 "$1.log" >&2
  exit $status
}

# User namespaces cannot be made after a mere chroot.
enter() {
  root=$1 user=$2
  shift 2
  # shellcheck disable=SC2016
  exec $in_own_namespaces sh -euc '
    root=$1 user=$2
    shift 2
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    cd "$root"
    pivot_root . mnt
    exec chroot . sh -euc "umount -l /mnt; exec \"\$@\"" sh \
      setpriv --reuid "$user" --regid "$user" --init-groups \
      env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "$@"
  ' sh "$root" "$user" "$@"
}

case ${1:-} in
  make) make "$2" ;;
  in) shift && enter "$@" ;;
  *) exit 2 ;;
esac
