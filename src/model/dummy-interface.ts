/** The name of the interface that holds the addresses of virtual servers (`pkg/proxy/ipvs/proxier.go`). */
export const DUMMY_INTERFACE = 'kube-ipvs0';
