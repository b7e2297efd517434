import {type ClusterEvidence, createProgressWords, type OpenScreen} from '../model/index.ts';
import {fitFrame, isForPeople, type OutputFormat, watchHead} from '../render/index.ts';
import type {Ports} from './command.ts';

/** How the newest look went. */
export interface LookState {
  readonly fresh: boolean;
  /** What failed, in sentences. */
  readonly troubles: readonly string[];
}

/** The text of a look, for lines of this many characters; undefined: of any length. */
export type RenderLook = (width: number | undefined) => string;

/** What is watched. */
export interface Watch {
  readonly evidence: Pick<ClusterEvidence, 'followCapture'>;
  /** Seconds between looks. */
  readonly interval: number;
  readonly format: OutputFormat;
}

/** Where the looks of a watch are shown. */
export interface WatchDisplay {
  /** A look begins. */
  readonly beginLook: () => void;
  /** Shows the last look that succeeded, and whether it is the newest one. */
  readonly show: (render: RenderLook, state: LookState) => Promise<void>;
  /** Aborted when the user wants no more. */
  readonly ended: AbortSignal;
  /** What is to be left where the display was, when it is closed: the last picture with its time, or nothing. */
  readonly remains: () => string;
  readonly close: () => void;
}

/** A terminal that is redrawn, for people; elsewhere blocks or documents, one after another. */
export function openDisplay(watch: Watch, ports: Ports): WatchDisplay {
  const {format} = watch;
  const forPeople = isForPeople(format);
  if (forPeople && ports.openScreen) return screenDisplay({...watch, ports, openScreen: ports.openScreen});
  return {
    beginLook: () => undefined,
    show: async (render, {fresh, troubles}) => {
      for (const trouble of troubles) ports.warn(`${ports.now().toISOString()} ${trouble}`);
      if (!fresh) return;
      const text = render(ports.width);
      await ports.write(forPeople ? `${ports.now().toISOString()}\n${text}\n` : text);
    },
    ended: new AbortController().signal,
    remains: () => '',
    close: () => undefined,
  };
}

/** Seconds between two frames: ages and counts move. */
const TICK = 1;

interface ScreenWatch extends Watch {
  readonly ports: Ports;
  readonly openScreen: OpenScreen;
}

function screenDisplay({interval: seconds, ports, evidence, openScreen}: ScreenWatch): WatchDisplay {
  const interval = seconds * 1000;
  const quit = new AbortController();
  const closed = new AbortController();
  let picture: {readonly at: number; readonly render: RenderLook; readonly state: LookState} | undefined;
  let looking: string | undefined;
  let begunAt = now();
  let nextAt = begunAt;
  const draw = () => {
    const size = screen.size();
    const head = watchHead({now: now(), pictureAt: picture?.at, looking, nextAt}, size.columns);
    const {troubles = []} = picture?.state ?? {};
    const older = picture?.state.fresh === false ? ['The last refresh failed; the data below is older.'] : [];
    const body = picture?.render(size.columns) ?? '';
    screen.draw(fitFrame([head, ...troubles, ...older, '', body].join('\n'), size));
  };
  const screen = openScreen({quit: () => quit.abort(), resize: () => draw()});
  const tick = async () => {
    while (!closed.signal.aborted) {
      draw();
      await ports.wait(TICK, closed.signal);
    }
  };
  let words = createProgressWords();
  evidence.followCapture((progress) => {
    if (looking !== undefined) looking = words(progress);
  });
  // The end of the program ends it, too.
  tick().catch(() => undefined);
  function now(): number {
    return ports.now().getTime();
  }
  return {
    beginLook: () => {
      words = createProgressWords();
      looking = 'reading the API';
      begunAt = now();
      draw();
    },
    show: (render, state) => {
      const at = state.fresh ? begunAt : (picture?.at ?? begunAt);
      picture = {at, render, state};
      looking = undefined;
      nextAt = now() + interval;
      draw();
      return Promise.resolve();
    },
    ended: quit.signal,
    remains: () =>
      picture ? `as of ${new Date(picture.at).toISOString()}\n\n${picture.render(ports.width)}` : '',
    close: () => {
      closed.abort();
      screen.close();
    },
  };
}
