import {UserError} from '../errors.ts';

/** The name in a target, as kubectl takes it: `svc/foo`, `service/foo`, `services/foo` or `foo`. Throws `UserError`. */
export function serviceName(target: string): string {
  const match = /^(?:(?:svc|service|services)\/)?([^/]+)$/.exec(target);
  if (match?.[1] !== undefined) return match[1];
  throw new UserError({
    code: 'usage',
    message: `${target} is not a Service`,
    remedy: 'write svc/NAME, and the namespace with -n',
  });
}
