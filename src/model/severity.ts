/** How bad a finding is: `error`, connections fail or go astray; `warning`, it degrades or is in doubt; `info`, it looks wrong and is not. */
export type Severity = 'error' | 'warning' | 'info';

/** All severities, worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
