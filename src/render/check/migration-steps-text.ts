import type {createColors} from 'picocolors';
import type {MigrationAlternative, MigrationReport, MigrationSetting} from '../../model/index.ts';
import {commandLines} from '../command-lines.ts';
import {escapeText} from '../escape-text.ts';
import {wrapText} from '../wrap-text.ts';

const WIDTH = 80;

/** Indentation of what is to be typed. */
const TYPED = '       ';

/** The steps of a migration, numbered, with their commands and settings. */
export function stepsText(
  {source, migration: {steps}}: MigrationReport,
  {bold}: ReturnType<typeof createColors>,
): string {
  if (steps.length === 0) return '';
  const texts = steps.map(({title, details, commands, settings}, index) => {
    const number = `${index + 1}.`.padEnd(3);
    const head = wrapText(escapeText(title), {indent: '     ', width: WIDTH}).trimStart();
    return [
      `  ${number}${bold(head)}\n`,
      ...details.map(
        (line) => `     - ${wrapText(escapeText(line), {indent: '       ', width: WIDTH}).trimStart()}\n`,
      ),
      ...settings.map(settingText),
      ...commandLines(commands, {source, indent: TYPED}).map((line) => `${line}\n`),
    ].join('');
  });
  return `Steps:\n${texts.join('')}`;
}

function settingText({where, yaml}: MigrationSetting): string {
  const lines = yaml.split('\n').map((line) => `${TYPED}  ${escapeText(line)}\n`);
  return `${TYPED}in the ${where}:\n${lines.join('')}`;
}

/** Other ways out of IPVS mode: named, and with all that differs in the wide table. */
export function alternativesText(
  alternatives: readonly MigrationAlternative[],
  {wide}: {readonly wide: boolean},
): string {
  if (alternatives.length === 0) return '';
  if (!wide) {
    const others = alternatives.filter(({name}) => name !== 'nftables').map(({title}) => title);
    return `${wrapText(`Other ways out: ${others.join('; ')}. -o wide tells in what they differ.`, {indent: '', width: WIDTH})}\n`;
  }
  const texts = alternatives.map(({title, differences}) => {
    const lines = differences.map(
      (line) => `  - ${wrapText(escapeText(line), {indent: '    ', width: WIDTH}).trimStart()}\n`,
    );
    return `${title}:\n${lines.join('')}`;
  });
  return texts.join('\n');
}
