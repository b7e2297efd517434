/**
 * What the kubelet makes of a container's command: `$(NAME)` of a known variable is replaced, `$$` becomes `$`, all else
 * stays (https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go).
 */
export function expandAsKubelet(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name: string | undefined) => {
    if (name === undefined) return '$';
    return variables[name] ?? found;
  });
}
