import type {ApiClient} from '../api/index.ts';
import {UserError} from '../errors.ts';
import {asAttributes, capturePermissions, describePermission, ruleText} from './required-permissions.ts';

/**
 * Asks the server whether the user may do all that a capture needs. Throws `UserError` that names everything missing and
 * the rules that grant it: nothing has been made by then.
 */
export async function checkPermissions(
  client: ApiClient,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const needed = capturePermissions(namespace);
  const answers = await client.can(needed.map(asAttributes), signal);
  const missing = needed.filter((_, index) => answers[index]?.allowed !== true);
  if (missing.length === 0) return;
  throw new UserError({
    code: 'permission-missing',
    message: `you are not allowed to ${missing.map(describePermission).join('; ')}`,
    remedy: `ask an administrator for deploy/rbac.yaml, or for ${missing.map(ruleText).join('; ')}`,
  });
}
