import type {ApiClient} from '../../api/index.ts';
import {UserError} from '../../errors.ts';
import {statusOf} from '../create-refusal.ts';
import {
  asAttributes,
  type CaptureWay,
  describePermission,
  describeRight,
  type Permission,
  readingPermissions,
  ruleText,
  wayPermissions,
} from './required-permissions.ts';

/**
 * Asks the server whether the user may do all that a capture needs. Throws `UserError` that names everything missing and
 * the rules that grant it: nothing has been made by then.
 */
export async function checkPermissions(
  client: ApiClient,
  way: CaptureWay,
  signal: AbortSignal,
): Promise<void> {
  await demand(client, wayPermissions(way), signal);
}

/**
 * For a request that the server forbade: throws `UserError` that names all that the user is not allowed to do, so that
 * an administrator need not be asked twice; else throws the error itself. `way` is how nodes would be read.
 */
export async function explainForbidden(
  error: unknown,
  client: ApiClient,
  {way, signal}: {readonly way: CaptureWay | undefined; readonly signal: AbortSignal},
): Promise<never> {
  if (statusOf(error) !== 403) throw error;
  const capturing = way === undefined ? [] : wayPermissions(way);
  await demand(client, [...readingPermissions().filter(isVital), ...capturing], signal);
  throw error;
}

/** Without the others a command goes on, and says what it does not know. */
function isVital({namespace}: Permission): boolean {
  return namespace === undefined;
}

async function demand(client: ApiClient, needed: readonly Permission[], signal: AbortSignal): Promise<void> {
  const answers = await client.can(needed.map(asAttributes), signal);
  const missing = needed.filter((_, index) => answers[index]?.allowed !== true);
  if (missing.length === 0) return;
  const rules = unique(mergeVerbs(missing).map(ruleText));
  throw new UserError({
    code: 'permission-missing',
    message: `you are not allowed to ${wordsFor(missing)}`,
    remedy: `ask an administrator for the role that kubectl ipvs rbac prints, or for${rules.length > 1 ? `\n  ${rules.join('\n  ')}` : ` ${rules.join()}`}`,
  });
}

/** So many missing rights are told with what each is for. */
const MOST_WITH_PURPOSE = 3;

function wordsFor(missing: readonly Permission[]): string {
  if (missing.length <= MOST_WITH_PURPOSE) return missing.map(describePermission).join('; ');
  return mergeVerbs(missing).map(describeRight).join('; ');
}

/** Rights on the same resource as one, with all their verbs. */
function mergeVerbs(permissions: readonly Permission[]): readonly Permission[] {
  const merged = new Map<string, Permission>();
  for (const permission of permissions) {
    const {group, resource, namespace = '', verb} = permission;
    const key = [namespace, group, resource].join(' ');
    const before = merged.get(key);
    const verbs = new Set([...(before?.verb.split(', ') ?? []), verb]);
    merged.set(key, {...permission, verb: [...verbs].join(', ')});
  }
  return [...merged.values()];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
