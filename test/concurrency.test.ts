import {describe, expect, test} from '@jest/globals';
import {createRoom, createTurns} from '../src/concurrency.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('turns', () => {
  test('so many at once, first come, first served, also where one fails', async () => {
    const turns = createTurns(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const task = (number: number) => async () => {
      begun.push(number);
      most = Math.max(most, ++running);
      await turn();
      running--;
      if (number === 1) throw new Error('it failed');
      return number;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => turns.run(task(number))));
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(results.map(({status}) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('who comes when a turn ends waits behind those that wait already', async () => {
    const turns = createTurns(1);
    const done = await turns.take();
    const order: string[] = [];
    const first = turns.run(async () => void order.push('first'));
    done();
    done();
    const second = turns.run(async () => void order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });
});

test('a room lets the next one in when one leaves, and leaving twice is leaving once', async () => {
  const room = createRoom(1);
  const inside: string[] = [];
  const enter = async (name: string) => {
    await room.enter(name);
    inside.push(name);
  };
  const all = [enter('a'), enter('b'), enter('c')];
  await turn();
  expect(inside).toEqual(['a']);
  room.leave('a');
  room.leave('a');
  await turn();
  expect(inside).toEqual(['a', 'b']);
  room.leave('b');
  await Promise.all(all);
});
