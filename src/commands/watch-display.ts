import {fitFrame, isForPeople} from '../render/index.ts';
import type {FlagValues, Ports} from './command.ts';

/** How the newest look went. */
export interface LookState {
  readonly fresh: boolean;
  /** What failed, in sentences. */
  readonly troubles: readonly string[];
}

/** Where the looks of a watch are shown. */
export interface WatchDisplay {
  /** Shows the last look that succeeded, and whether it is the newest one. */
  readonly show: (text: string, state: LookState) => Promise<void>;
  /** Whether the user wants no more. */
  readonly ended: () => boolean;
  /** Whether nothing of it is left when it is closed. */
  readonly vanishes: boolean;
  readonly close: () => void;
}

/** A terminal that is redrawn, for people; elsewhere blocks or documents, one after another. */
export function openDisplay(flags: FlagValues, ports: Ports): WatchDisplay {
  const format = flags.text('output') ?? 'table';
  const forPeople = isForPeople(format);
  if (forPeople && ports.openScreen) return screenDisplay(flags, ports, ports.openScreen);
  return {
    show: async (text, {fresh, troubles}) => {
      for (const trouble of troubles) ports.warn(`${ports.now().toISOString()} ${trouble}`);
      if (!fresh) return;
      await ports.write(forPeople ? `${ports.now().toISOString()}\n${text}\n` : text);
    },
    ended: () => false,
    vanishes: false,
    close: () => undefined,
  };
}

function screenDisplay(
  flags: FlagValues,
  ports: Ports,
  openScreen: NonNullable<Ports['openScreen']>,
): WatchDisplay {
  let quit = false;
  let shown: string | undefined;
  const draw = () => screen.draw(shown === undefined ? ['looking …'] : fitFrame(shown, screen.size()));
  const screen = openScreen({
    quit: () => {
      quit = true;
    },
    resize: () => draw(),
  });
  draw();
  return {
    show: (text, {fresh, troubles}) => {
      const time = ports.now().toTimeString().slice(0, 8);
      const head = `${time}  a look every ${flags.text('interval')}; q ends`;
      const failed = troubles.map((trouble) => `${trouble}\n`).join('');
      shown = `${head}\n${failed}${fresh ? '' : 'this is older:\n'}\n${text}`;
      draw();
      return Promise.resolve();
    },
    ended: () => quit,
    vanishes: true,
    close: () => screen.close(),
  };
}
