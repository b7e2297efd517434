/** One sample of a metric. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?\\d+(?:\\.\\d+)?)$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/;

/**
 * Reads Prometheus's text format more strictly than Prometheus does: HELP and TYPE before the samples of each metric,
 * once each, all samples of a metric together, none twice, no space too many. Throws with the line that is wrong.
 */
export function readExposition(text: string): readonly ExposedSample[] {
  if (!text.endsWith('\n')) throw new Error('the text does not end with a newline');
  const samples: ExposedSample[] = [];
  const seen = {helped: new Set<string>(), typed: new Set<string>(), keys: new Set<string>(), metric: ''};
  for (const line of text.slice(0, -1).split('\n')) {
    const help = HELP.exec(line)?.[1];
    const type = TYPE.exec(line)?.[1];
    if (help !== undefined) once(seen.helped, help, line);
    else if (type !== undefined) {
      if (!seen.helped.has(type)) throw new Error(`TYPE without HELP before it: ${line}`);
      once(seen.typed, type, line);
      seen.metric = type;
    } else samples.push(readSample(line, seen));
  }
  return samples;
}

function once(names: Set<string>, name: string, line: string): void {
  if (names.has(name)) throw new Error(`a second time: ${line}`);
  names.add(name);
}

function readSample(
  line: string,
  seen: {readonly metric: string; readonly keys: Set<string>},
): ExposedSample {
  const match = SAMPLE.exec(line);
  const [, name = '', labelText, value] = match ?? [];
  if (!match || name !== seen.metric) throw new Error(`no sample of ${seen.metric}: ${line}`);
  const labels = readLabels(labelText ?? '', line);
  once(seen.keys, `${name} ${JSON.stringify(Object.entries(labels).sort())}`, line);
  return {name, labels, value: Number(value)};
}

function readLabels(text: string, line: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const match = LABEL.exec(rest);
    const [all = '', name = '', value = ''] = match ?? [];
    if (!match || name in labels) throw new Error(`the labels are not right: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    rest = rest.slice(all.length);
    if (rest === '' && all.endsWith(',')) throw new Error(`a comma too many: ${line}`);
  }
  return labels;
}
