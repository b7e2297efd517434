# kube_proxy_root DIRECTORY: makes a root file system there with the programs of kube-proxy's own image and no others, from
# this system's packages: dash as /bin/sh, cat chmod grep ln rm sleep wc, ipset, iptables in both variants, nft, kmod
# (kubernetes/release images/build/distroless-iptables, all versions from 1.25 on).
kube_proxy_root() {
  mkdir -p "$1/bin" "$1/usr/sbin" "$1/proc" "$1/sys" "$1/etc" "$1/tmp" "$1/dev" "$1/run" "$1/lib"
  for program in cat chmod grep ln rm sleep wc dash ipset xtables-nft-multi xtables-legacy-multi nft kmod; do
    file=$(PATH=$PATH:/usr/sbin:/sbin command -v "$program") || continue
    case $program in ipset | xtables* | nft | kmod) to=$1/usr/sbin ;; *) to=$1/bin ;; esac
    cp -L "$file" "$to/$program"
    for library in $(ldd "$file" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p'); do
      mkdir -p "$1${library%/*}"
      [ -e "$1$library" ] || cp -L "$library" "$1$library"
    done
  done
  mv "$1/bin/dash" "$1/bin/sh"
  for name in iptables iptables-save ip6tables ip6tables-save; do ln -s xtables-nft-multi "$1/usr/sbin/$name"; done
  for name in lsmod modprobe; do ln -s kmod "$1/usr/sbin/$name"; done
  for plugins in /usr/lib/*/xtables; do
    mkdir -p "$1$plugins"
    cp -L "$plugins"/libxt_*.so "$plugins"/libipt_*.so "$plugins"/libip6t_*.so "$1$plugins" 2>/dev/null
  done
  cp /etc/protocols "$1/etc/" 2>/dev/null
  : >"$1/dev/null"
}
