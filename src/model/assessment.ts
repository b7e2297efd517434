import type {Cause} from './cause.ts';
import type {Impact} from './impact.ts';
import type {ShellCommand} from './shell-command.ts';

/** The lines that lead a report; each a sentence without a full stop, or a command. */
export interface Headline {
  /** What users of which Services feel, and where. */
  readonly impact: string;
  /** Why, where, and how old the tables are; empty if there is no cause to name. */
  readonly cause: string;
  readonly next: ShellCommand | null;
}

/** What all that was found comes to. */
export interface Assessment {
  /** Null where nothing is wrong. */
  readonly headline: Headline | null;
  /** Services by what their users feel, worst first. */
  readonly impact: readonly Impact[];
  /** Worst first. */
  readonly causes: readonly Cause[];
}

/** Where nothing is wrong, or nothing was assessed. */
export const NOTHING_WRONG: Assessment = {headline: null, impact: [], causes: []};
