import {
  InvalidObjectError,
  type JsonObject,
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalString,
  optionalStrings,
  requireObject,
  requireString,
} from '../model/index.ts';
import {defined} from './defined.ts';
import type {ExecEntry, Impersonation, InteractiveMode, UserEntry} from './kubeconfig.ts';

const INTERACTIVE_MODES: readonly InteractiveMode[] = ['Never', 'IfAvailable', 'Always'];

/** A user entry of a kubeconfig from its JSON; `resolve` makes paths absolute. Throws `InvalidObjectError`. */
export function readUserEntry(json: JsonObject, where: string, resolve: (name: string) => string): UserEntry {
  const text = (name: string) => optionalString(json[name], `${where}.${name}`) || undefined;
  const file = (name: string) => {
    const found = text(name);
    return found && resolve(found);
  };
  const exec = json.exec ? execOrProblem(json.exec, `${where}.exec`, resolve) : {};
  return {
    impersonation: readImpersonation(json, where),
    ...defined({
      certData: text('client-certificate-data'),
      certFile: file('client-certificate'),
      keyData: text('client-key-data'),
      keyFile: file('client-key'),
      token: text('token'),
      tokenFile: file('tokenFile'),
      username: text('username'),
      password: text('password'),
      ...exec,
      authProvider: json['auth-provider'] ?? undefined,
    }),
  };
}

function readImpersonation(json: JsonObject, where: string): Impersonation {
  const extra = optionalObject(json['as-user-extra'], `${where}.as-user-extra`);
  return {
    groups: optionalStrings(json['as-groups'], `${where}.as-groups`),
    extra: Object.fromEntries(
      Object.keys(extra).map((key) => [key, optionalStrings(extra[key], `${where}.as-user-extra.${key}`)]),
    ),
    ...defined({
      user: optionalString(json.as, `${where}.as`) || undefined,
      uid: optionalString(json['as-uid'], `${where}.as-uid`) || undefined,
    }),
  };
}

/** kubectl judges the plugin of a user only if that user is the one who asks. */
function execOrProblem(json: unknown, where: string, resolve: (name: string) => string) {
  try {
    return {exec: readExec(requireObject(json, where), where, resolve)};
  } catch (cause) {
    if (!(cause instanceof InvalidObjectError)) throw cause;
    return {execProblem: cause.message};
  }
}

function readExec(json: JsonObject, where: string, resolve: (name: string) => string): ExecEntry {
  const command = requireString(json.command, `${where}.command`);
  const apiVersion = requireString(json.apiVersion, `${where}.apiVersion`);
  return {
    apiVersion,
    command: /[/\\]/.test(command) ? resolve(command) : command,
    args: optionalStrings(json.args, `${where}.args`),
    env: optionalList(json.env, `${where}.env`).map((entry, index) => {
      const variable = requireObject(entry, `${where}.env[${index}]`);
      return {
        name: requireString(variable.name, `${where}.env[${index}].name`),
        value: optionalString(variable.value, `${where}.env[${index}].value`) ?? '',
      };
    }),
    installHint: optionalString(json.installHint, `${where}.installHint`)?.trim() ?? '',
    provideClusterInfo: optionalBoolean(json.provideClusterInfo, `${where}.provideClusterInfo`) ?? false,
    interactiveMode: readInteractiveMode(json, where, apiVersion),
  };
}

/** In `client.authentication.k8s.io/v1` the mode must be given (client-go `tools/clientcmd/validation.go`). */
function readInteractiveMode(json: JsonObject, where: string, apiVersion: string): InteractiveMode {
  const text = optionalString(json.interactiveMode, `${where}.interactiveMode`) || undefined;
  const mode = text ?? (apiVersion.endsWith('/v1') ? undefined : 'IfAvailable');
  const known = INTERACTIVE_MODES.find((name) => name === mode);
  if (!known) throw new InvalidObjectError(`${where}.interactiveMode`, INTERACTIVE_MODES.join(', '), text);
  return known;
}
