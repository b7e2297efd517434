import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it, jest} from '@jest/globals';
import {podManifest} from '../../src/capture/pod-manifest.ts';
import {startApiServer, type TestApiServer, testClient} from './api-server/index.ts';
import {startUmlNodes, type UmlNodes, umlMissing} from './uml-nodes/index.ts';

const missing = umlMissing();
// Commands in a User Mode Linux take long on a busy machine.
jest.setTimeout(300_000);

/** A pod like those of the program, with another command. */
function pod(
  name: string,
  node: string,
  {
    command,
    profile = 'netlink',
    image = 'nicolaka/netshoot:v0.13',
  }: {command: string; profile?: 'netlink' | 'rules' | 'procfs'; image?: string},
) {
  const manifest = podManifest({
    name,
    node,
    image,
    profile,
    namespace: 'kube-system',
    runId: 'run',
    owner: 'test',
    toolVersion: 'v0',
    imagePullSecret: undefined,
    sources: [],
    complete: false,
    keep: false,
    deadlineSeconds: 60,
  });
  const [container] = manifest.spec.containers;
  return {
    ...manifest,
    spec: {...manifest.spec, containers: [{...container, command: ['sh', '-c', command]}]},
  };
}

(missing === undefined ? describe : describe.skip)(
  `nodes in User Mode Linux${missing ? `: ${missing}` : ''}`,
  () => {
    let nodes: UmlNodes;
    let server: TestApiServer;
    const pods = '/api/v1/namespaces/kube-system/pods';

    beforeAll(async () => {
      nodes = await startUmlNodes(['node1', 'node2']);
      server = await startApiServer({kubelet: nodes.kubelet});
    }, 600_000);
    afterAll(async () => {
      await server?.close();
      await nodes?.close();
    });

    async function logOf(name: string, node: string, given: Parameters<typeof pod>[2]): Promise<string> {
      const client = await testClient({kubeconfig: server.kubeconfigPath});
      await client.request({method: 'POST', path: pods, body: pod(name, node, given)});
      const ended = () =>
        server
          .objects('Pod')
          .some(
            ({metadata, status}) => metadata.name === name && /Succeeded|Failed/.test(String(status?.phase)),
          );
      while (!ended()) await wait(20);
      let log = '';
      for await (const chunk of client.stream(`${pods}/${name}/log`, {})) log += chunk.toString();
      client.close();
      return log;
    }

    it('have tables of their own', async () => {
      await nodes.load('node1', {
        save: '-A -t 10.96.0.1:80 -s rr\n',
        addresses:
          '4: kube-ipvs0    inet 10.96.0.1/32 scope global kube-ipvs0\n2: eth0    inet 10.0.0.1/24 scope global eth0\n',
        ipSets: 'create KUBE-CLUSTER-IP hash:ip,port\n',
      });
      await nodes.load('node2', {save: '-A -t 10.96.0.2:80 -s rr\n'});
      const command = "hostname; ipvsadm -S -n; ipset list -n; ip -o -4 addr show | awk '{print $2, $4}'";
      expect(await logOf('one', 'node1', {command})).toBe(
        'node1\n-A -t 10.96.0.1:80 -s rr\nKUBE-CLUSTER-IP\nlo 127.0.0.1/8\nkube-ipvs0 10.96.0.1/32\neth0 10.0.0.1/24\n',
      );
      expect(await logOf('two', 'node2', {command})).toBe(
        'node2\n-A -t 10.96.0.2:80 -s rr\nlo 127.0.0.1/8\n',
      );
    });

    it.each([
      ['netlink', 'nicolaka/netshoot', '0 0000000000001000'],
      ['rules', 'nicolaka/netshoot', '0 0000000000003000'],
      ['procfs', 'nicolaka/netshoot', '65534 0000000000000000'],
      ['netlink', 'busybox:1.36', '0 0000000000001000'],
      ['procfs', 'docker.io/library/busybox:1.36', '65534 0000000000000000'],
    ] as const)('give a pod its rights and no more: %s in %s', async (profile, image, rights) => {
      const command = `echo $(id -u) $(sed -n 's/CapBnd:\\t//p' /proc/self/status) $(sed -n 's/NoNewPrivs:\\t/nnp=/p' /proc/self/status)
      for place in / /etc /tmp /proc/sys/net/ipv4; do (echo 1 >$place/file) 2>/dev/null && echo $place; done
      (echo 0 >/proc/sys/net/ipv4/ip_forward) 2>/dev/null && echo settings
      command -v ipvsadm || echo none`;
      const log = await logOf(`pod-${Math.random().toString(36).slice(2)}`, 'node1', {
        command,
        profile,
        image,
      });
      expect(log).toBe(
        `${rights} nnp=1\n/tmp\n${image.includes('busybox') ? 'none' : '/usr/sbin/ipvsadm'}\n`,
      );
    });

    it('stream logs; a deletion ends the pod', async () => {
      const client = await testClient({kubeconfig: server.kubeconfigPath});
      await client.request({
        method: 'POST',
        path: pods,
        body: pod('stream', 'node1', {command: 'while :; do date +%s.%N; sleep 0.1; done'}),
      });
      let lines = 0;
      while (
        server.objects('Pod').find(({metadata}) => metadata.name === 'stream')?.status?.phase !== 'Running'
      )
        await wait(20);
      for await (const chunk of client.stream(`${pods}/stream/log`, {query: {follow: 'true'}})) {
        lines += chunk.toString().split('\n').length - 1;
        if (lines === 5) await client.request({method: 'DELETE', path: `${pods}/stream`});
      }
      expect(lines).toBeGreaterThanOrEqual(5);
      await wait(300);
      expect((await nodes.run('node1', 'ps ax')).output).not.toContain('date +%s');
      client.close();
    });

    it('answer as kube-proxy', async () => {
      await nodes.answerAsKubeProxy('node1', {proxyMode: 'ipvs', healthz: '{}'});
      const ask =
        'for url in 10249/proxyMode 10249/metrics 10256/healthz; do busybox wget -q -O - http://127.0.0.1:$url || echo failed; echo; done 2>/dev/null';
      expect((await nodes.run('node1', ask)).output).toBe('ipvs\nfailed\n\n{}\n');
      expect((await nodes.run('node2', ask)).output).toBe('failed\n\nfailed\n\nfailed\n\n');
    });
  },
);
