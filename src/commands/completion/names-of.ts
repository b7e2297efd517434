import type {ArgumentKind, NamedChoice} from '../command.ts';

/** Shells that `completion` writes a script for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** The names that an argument may have, where they are known without a cluster. */
export async function namesOf(
  kind: Exclude<ArgumentKind, 'services' | 'targets' | 'files'>,
): Promise<readonly NamedChoice[]> {
  if (kind === 'shells') return SHELLS.map((text) => ({text}));
  const {catalogueNames} = await import('../explain/catalogue-names.ts');
  return catalogueNames();
}
