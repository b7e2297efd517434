import {OUTPUT_FORMATS, type OutputFormat} from '../render/index.ts';
import type {FlagValues, Ports} from './command.ts';
import {oneOf} from './read-flags.ts';

/** How a report is written. */
export interface OutputOptions {
  readonly format: OutputFormat;
  readonly headers: boolean;
  /** Whether each line has its namespace. */
  readonly namespaces: boolean;
}

/** How the flags want a report written. */
export function outputOptions(flags: FlagValues): OutputOptions {
  return {
    format: oneOf(OUTPUT_FORMATS, flags.text('output')) ?? 'table',
    headers: !flags.isSet('no-headers'),
    namespaces: flags.isSet('all-namespaces'),
  };
}

/** Formats that every report comes in. */
export const USUAL_FORMATS = ['table', 'wide', 'json', 'yaml'] as const satisfies readonly OutputFormat[];

/** What a renderer has to know of the place where the report is read. */
export function placeOf({colour, width, unicode}: Ports) {
  return {colour, width, unicode};
}
