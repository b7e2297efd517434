import type {FedLog} from '../../inspect/index.ts';
import {createReorderWindow} from '../../logs/index.ts';
import type {Ports} from '../command.ts';
import type {LogOutput} from './log-output.ts';

/** Milliseconds that a line waits for earlier ones from other nodes. */
const WINDOW = 1000;

/** Seconds between two looks at what is due. */
const TICK = 0.25;

/** A clock that is so many milliseconds ahead is told. */
const NOTABLE_SKEW = 2000;

/** Shows what logs say from now on, until all have ended or the signal is aborted; what is held is written in any case. */
export async function followLogs(
  logs: readonly FedLog[],
  output: LogOutput,
  ports: Pick<Ports, 'wait' | 'now' | 'warn'>,
): Promise<void> {
  const window = createReorderWindow(WINDOW);
  const lastPiece = logs.map(() => 0);
  let open = logs.length;
  const failures: unknown[] = [];
  const now = () => ports.now().getTime();
  const read = async (log: FedLog, index: number) => {
    try {
      for (let entries = await log.live(); entries; entries = await log.live()) {
        lastPiece[index] = now();
        window.add(index, entries, now());
      }
    } catch (error) {
      failures.push(error);
    } finally {
      open--;
    }
  };
  logs.forEach((log, index) => void read(log, index));
  const tellSkew = skewTeller(logs, ports.warn);
  try {
    while (open > 0 && failures.length === 0) {
      await ports.wait(TICK);
      const moment = now();
      logs.forEach((log, index) => {
        // A line that came to rest has no further lines that belong to it.
        if ((lastPiece[index] ?? 0) < moment - TICK * 1000) window.add(index, log.flush(), moment);
        tellSkew(index, window.ahead(index));
      });
      await output.add(window.due(moment));
      await output.flush();
    }
  } finally {
    await output.add(window.rest());
  }
  if (failures.length > 0) throw failures[0];
}

function skewTeller(
  logs: readonly FedLog[],
  warn: (text: string) => void,
): (index: number, ahead: number) => void {
  const told = new Set<number>();
  return (index, ahead) => {
    if (ahead < NOTABLE_SKEW || told.has(index)) return;
    told.add(index);
    warn(
      `the clock of ${logs[index]?.node} is ${Math.round(ahead / 1000)} s ahead of the clock here: its lines are ` +
        'ordered as if it were not',
    );
  };
}
