import {kubectl, kubectlIpvs, onNode, type ShellCommand} from '../model/index.ts';
import type {NodeSigns} from './node-signs.ts';

/** Reads what kube-proxy wrote last, of its present run or of the one before. */
export function logCommand({pod, node}: NodeSigns, {previous}: {readonly previous: boolean}): ShellCommand {
  const option = previous ? ['--previous'] : [];
  return pod
    ? kubectl('-n', pod.namespace, 'logs', pod.name, '--tail=50', ...option)
    : kubectlIpvs('logs', '--node', node, ...option);
}

/** What the API says of kube-proxy's Pod: image pulls, mounts, probes, events. */
export function describePodCommand({pod}: NodeSigns): readonly ShellCommand[] {
  return pod ? [kubectl('-n', pod.namespace, 'describe', 'pod', pod.name)] : [];
}

/** Starts kube-proxy anew; the kernel's tables stay and serve meanwhile. */
export function restartCommand({pod}: NodeSigns): readonly ShellCommand[] {
  return pod ? [kubectl('-n', pod.namespace, 'delete', 'pod', pod.name)] : [];
}

/** All that is known to go wrong, looked for on the node. */
export function checkCommand({node}: NodeSigns): ShellCommand {
  return kubectlIpvs('check', '--node', node);
}

/** Why a kubelet does not report. */
export function kubeletCommands({node}: NodeSigns): readonly ShellCommand[] {
  return [
    kubectl('describe', 'node', node),
    onNode(node, 'journalctl', '-u', 'kubelet', '-n', '50', '--no-pager'),
  ];
}

/** The namespace of kube-proxy, where its Pod does not tell. */
const USUAL_NAMESPACE = 'kube-system';

/** The configuration of kube-proxy where kubeadm put it. */
export function editConfigurationCommand({pod}: NodeSigns): ShellCommand {
  return kubectl('-n', pod?.namespace ?? USUAL_NAMESPACE, 'edit', 'configmap', 'kube-proxy');
}

/** Why no Pod of kube-proxy is on the node. */
export function daemonSetCommand(): ShellCommand {
  return kubectl('-n', USUAL_NAMESPACE, 'describe', 'daemonset', 'kube-proxy');
}
