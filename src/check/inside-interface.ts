/** Interfaces of containers and tunnels. */
const INSIDE =
  /^(?:cni|docker|br-|virbr|flannel|cali|veth|lxc|cilium|vxlan|tunl|geneve|wireguard|weave|kube-|nodelocaldns|dummy|antrea|ovn|podman)/;

/** Whether an address of a node can be reached from within the cluster or the node only, to judge by its interface. */
export function isInside(interfaceName: string, address: string): boolean {
  return INSIDE.test(interfaceName) || address.startsWith('169.254.');
}
