import type {SampleTexts} from '../../model/index.ts';

/** What one sample holds. */
export interface SampleParts {
  readonly texts: SampleTexts;
  /** Parts that could not be read. */
  readonly failed: readonly string[];
}

/** The parts of a sample's text: each begins with a line `@ NAME STATE`. */
export function sampleParts(text: string): SampleParts {
  const texts: Record<string, string> = {};
  const failed: string[] = [];
  let name = '';
  let lines: string[] = [];
  const close = () => {
    if (name !== '') texts[name] = lines.map((line) => `${line}\n`).join('');
  };
  for (const line of text.split('\n').slice(0, -1)) {
    const [, next, state] = /^@ (\S+) (\S+)$/.exec(line) ?? [];
    if (next === undefined) {
      lines.push(line);
      continue;
    }
    close();
    lines = [];
    name = state === '0' ? next : '';
    if (state !== '0') failed.push(next);
  }
  close();
  return {texts, failed};
}
