#!/usr/bin/env bash
# Makes kind's node image where no registry offers one: Debian packages, the files of kind's own module,
# and the programs that binaries.sh builds.
#   build/node-image.sh name      prints the image's name
#   build/node-image.sh archive   prints the path of the docker archive that holds it, and makes it if need be
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

SUITE=trixie   # the first Debian whose systemd and containerd kind's files suit
NODE_PACKAGES=systemd,conntrack,iptables,nftables,iproute2,ethtool,util-linux,mount,kmod,libseccomp2,pigz,e2fsprogs
NODE_PACKAGES+=,bash,ca-certificates,curl,jq,procps,containerd,runc,containernetworking-plugins
PROGRAMS=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubeadm kubectl
  etcd coredns metrics-server crictl pause)

# Another recipe makes another image: the name carries a digest of everything that goes in.
FILES=("$ROOT"/build/cluster/{cni.conflist,policies.jq,policies.sh,policies.service})
RECIPE=$({ cat "$0" "${FILES[@]}"; for name in "${PROGRAMS[@]}" kind; do program "$name"; done; } |
  sed "s|$CACHE||" | sha256sum | cut -c1-12)
IMAGE=kerasguard/node:v$KUBERNETES-$RECIPE
ARCHIVE=$CACHE/node-image/v$KUBERNETES-$RECIPE.tar.zst
case ${1:-} in
  name) echo "$IMAGE"; exit ;;
  archive)
    if [ ! -s "$ARCHIVE" ]; then
      may_be_root || fail "the node image is made of a root file system, which needs root: run the command as root, or allow sudo without a password for its duration"
      toolchain go
      packages "making the node image" jq zstd mmdebstrap
      "$ROOT/build/binaries.sh" "${PROGRAMS[@]}"
      module=$(cd / && GOFLAGS='' go mod download -json "sigs.k8s.io/kind@v$KIND" | jq -r .Dir)
      mkdir -p "$CACHE/node-image" "$CACHE/logs"
      as_root env KERASGUARD_CACHE="$CACHE" "$ROOT/build/node-image.sh" archive-as-root "$module"
    fi
    echo "$ARCHIVE"
    exit ;;
  archive-as-root) module=$2 ;;   # the rest of this file
  *) sed -n '2,5s/^# //p' "$0"; exit 2 ;;
esac

WORK=$CACHE/node-image/work
NODE=$WORK/node
mkdir -p "$WORK"
# shellcheck disable=SC2016 # apt-get fills it in
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | head -n 1)
mirror=${mirror:-http://deb.debian.org/debian}

# debian FOLDER VARIANT PACKAGES: a tree of Debian packages, made once
debian() {
  [ ! -e "$1" ] || return 0
  rm -rf "$1.part"
  watched "$CACHE/logs/$(basename "$1").log" "$(basename "$1"): packages from Debian $SUITE, about a minute" \
    mmdebstrap --format=directory --variant="$2" --include="$3" --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' "$SUITE" "$1.part" "$mirror"
  mv "$1.part" "$1"
}

# layer FOLDER TAR: the folder as an image layer, the same bytes whenever the contents are the same
layer() { tar -C "$1" --sort=name --numeric-owner --mtime=@0 -cf "$2" .; }

# config LAYER EXTRA: the image configuration for a single layer
config() {
  jq -cn --arg id "sha256:$(sha256sum <"$1" | cut -d' ' -f1)" --argjson extra "$2" '{architecture: "amd64", os: "linux",
    created: "1970-01-01T00:00:00Z", rootfs: {type: "layers", diff_ids: [$id]},
    config: ({Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]} + $extra)}'
}

# add ARCHIVE_FOLDER REFERENCE TREE EXTRA: adds an image to a docker archive in the making
add() {
  local folder=$1 name
  name=$(basename "${2%%:*}")
  layer "$3" "$folder/$name.tar"
  config "$folder/$name.tar" "$4" >"$folder/$name.json"
  jq -cn --arg name "$name" --arg ref "$2" '{Config: ($name + ".json"), RepoTags: [$ref], Layers: [$name + ".tar"]}' \
    >>"$folder/manifests"
  jq -cs . "$folder/manifests" >"$folder/manifest.json"
}

# image REFERENCE PROGRAM PATH [TREE]: an image of the control plane, one program in an otherwise empty (or given) tree
image() {
  local tree=$WORK/tree
  rm -rf "$tree"
  if [ $# = 4 ]; then cp -a "$4" "$tree"; fi
  mkdir -p "$tree$(dirname "$3")" "$tree/tmp"
  chmod 1777 "$tree/tmp"
  install -m 755 "$(program "$2")" "$tree$3"
  add "$WORK/images" "$1" "$tree" "{\"Entrypoint\": [\"$3\"]}"
}

debian "$NODE" essential "$NODE_PACKAGES"
debian "$WORK/iptables" extract base-files,iptables
for command in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -sfn xtables-nft-multi "$WORK/iptables/usr/sbin/$command"
done

say "node image: the images of the control plane"
rm -rf "$WORK/images" && mkdir -p "$WORK/images"
while read -r reference; do
  name=$(basename "${reference%%:*}")
  case $name in
    kube-proxy) image "$reference" "$name" "/usr/local/bin/$name" "$WORK/iptables" ;;
    coredns) image "$reference" "$name" /coredns ;;
    pause) ;;
    *) image "$reference" "$name" "/usr/local/bin/$name" ;;
  esac
done < <("$(program kubeadm)" config images list --kubernetes-version "v$KUBERNETES")
image "$(sed -n 's/^ *sandbox_image *= *"\(.*\)"/\1/p' "$module/images/base/files/etc/containerd/config.toml")" pause /pause
image "registry.k8s.io/metrics-server/metrics-server:v$METRICS_SERVER" metrics-server /metrics-server

say "node image: kind's files and our programs"
# What images/base/Dockerfile of kind's module does ...
cp -r --no-preserve=mode,ownership "$module/images/base/files/." "$NODE/"
chmod 755 "$NODE"/usr/local/bin/* "$NODE/kind" "$NODE"/kind/bin "$NODE"/kind/bin/*
rm -f "$NODE"/etc/systemd/system/*.wants/* "$NODE"/usr/lib/systemd/system/{multi-user,local-fs,basic}.target.wants/* \
  "$NODE"/usr/lib/systemd/system/sockets.target.wants/*{udev,initctl}* \
  "$NODE"/usr/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service
mkdir -p "$NODE"/etc/systemd/journald.conf.d "$NODE"/etc/kubernetes/manifests "$NODE"/opt/cni/bin "$NODE"/kind/manifests
printf '[Journal]\nReadKMsg=no\n' >"$NODE/etc/systemd/journald.conf.d/kind.conf"
ln -sfn /usr/lib/systemd/systemd "$NODE/usr/sbin/init"
# ... and a service of our own, because the ptp network knows no NetworkPolicy; kind's services then ...
install -D -m 644 -t "$NODE/kerasguard" "$ROOT/build/cluster/policies.jq"
install -m 755 -t "$NODE/kerasguard" "$ROOT/build/cluster/policies.sh"
install -m 644 -t "$NODE/etc/systemd/system" "$ROOT/build/cluster/policies.service"
watched "$CACHE/logs/units.log" "node image: kind's services" chroot "$NODE" sh -c 'systemctl mask systemd-binfmt.service &&
  systemctl enable kubelet.service containerd.service undo-mount-hacks.service policies.service'
ln -sfn -t "$NODE/usr/local/bin" /usr/bin/{containerd,ctr,containerd-shim-runc-v2}
ln -sfn -t "$NODE/opt/cni/bin" /usr/lib/cni/{host-local,loopback,ptp,portmap}
chroot "$NODE" ctr oci spec | jq '.hooks.createContainer += [{path: "/kind/bin/mount-product-files.sh"}] | del(.process.rlimits)' \
  >"$NODE/etc/containerd/cri-base.json"
# ... without lowering the out-of-memory score, which not every root may do ...
sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' "$NODE/etc/containerd/config.toml"
# ... and what "kind build node-image" does, with a network for a single node and no storage class.
for name in kubeadm kubelet kubectl; do install -m 755 "$(program $name)" "$NODE/usr/bin/"; done
install -m 755 "$(program crictl)" "$NODE/usr/local/bin/"
printf %s "v$KUBERNETES" >"$NODE/kind/version"
install -D -m 644 "$ROOT/build/cluster/cni.conflist" "$NODE/etc/cni/net.d/10-kerasguard.conflist"
for name in cni storage; do
  printf '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "default-%s", "namespace": "kube-system"}, "data": {"kerasguard": "none: see docs/cluster.md"}}\n' \
    $name >"$NODE/kind/manifests/default-$name.yaml"
done
# containerd takes the images in, in namespaces that end with this command.
tar -C "$WORK/images" -cf "$NODE/images.tar" --exclude=manifests .
watched "$CACHE/logs/images.log" "node image: containerd takes the images in" \
  unshare --mount --pid --net --fork --kill-child --root="$NODE" --mount-proc bash -c '
    rm -rf /var/lib/containerd && containerd --config /dev/null --log-level warn &
    until ctr version; do sleep 0.2; done
    ctr --namespace k8s.io images import --label io.cri-containerd.pinned=pinned --all-platforms --no-unpack --digests /images.tar'
rm -rf "$NODE"/{images.tar,run/*,tmp/*,var/log/*,var/lib/apt/lists/*,var/cache/apt/*}

say "node image: packing"
rm -rf "$WORK/packed" && mkdir "$WORK/packed"
add "$WORK/packed" "$IMAGE" "$NODE" '{"Env": ["container=docker"], "StopSignal": "SIGRTMIN+3",
  "Entrypoint": ["/usr/local/bin/entrypoint", "/sbin/init"]}'
tar -C "$WORK/packed" -c --exclude=manifests . | zstd --quiet --force -3 -T0 -o "$ARCHIVE.part"
mv "$ARCHIVE.part" "$ARCHIVE"
rm -rf "$WORK"
find "$CACHE/node-image" -name '*.tar.zst' ! -path "$ARCHIVE" -delete   # earlier recipes
chown -R --reference="$CACHE" "$ARCHIVE" "$CACHE/logs"   # the cache is its user's
say "node image: $IMAGE, $(du -h "$ARCHIVE" | cut -f1)"
