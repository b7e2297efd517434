import type {FedLog} from '../../inspect/index.ts';
import type {KubeProxyPod} from '../../model/index.ts';

/**
 * What to say of logs that could be read and have nothing in them: silence looks like health, but kube-proxy writes a few
 * lines at each start. Where its command sends the log into a file, that is where it is. `mayBe`: older lines were not
 * asked for, or more may come, so an empty log is nothing strange.
 */
export function emptyLogs(
  logs: readonly FedLog[],
  pods: readonly KubeProxyPod[],
  {mayBe}: {readonly mayBe: boolean},
): readonly string[] {
  const empty = logs.filter((log) => log.pod !== null && log.isEmpty());
  const groups = new Map<string, number>();
  for (const {pod} of empty) {
    const file = pods.find(({namespace, name}) => `${namespace}/${name}` === pod)?.logFile ?? '';
    if (file !== '' || !mayBe) groups.set(file, (groups.get(file) ?? 0) + 1);
  }
  return [...groups].map(([file, count]) => {
    const which = count === 1 ? 'the log of 1 Pod is empty' : `the logs of ${count} Pods are empty`;
    return file === ''
      ? `${which}: this does not mean that it is healthy, because kube-proxy logs a few lines at each startup`
      : `${which}: kube-proxy logs to ${file} on its node (according to its command line)`;
  });
}
