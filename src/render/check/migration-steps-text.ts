import type {createColors} from 'picocolors';
import type {MigrationAlternative, MigrationReport, MigrationSetting} from '../../model/index.ts';
import {commandLines} from '../command-lines.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';

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
    return [
      `${sentence(`  ${number}`, bold(escapeText(title)))}\n`,
      ...details.map((line) => `${sentence('     - ', escapeText(line))}\n`),
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
    return `${sentence('', `Other ways out: ${others.join('; ')}. -o wide shows how they differ.`)}\n`;
  }
  const texts = alternatives.map(({title, differences}) => {
    const lines = differences.map((line) => `${sentence('  - ', escapeText(line))}\n`);
    return `${title}:\n${lines.join('')}`;
  });
  return texts.join('\n');
}
