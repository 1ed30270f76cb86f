import { describe, expect, it, vi } from 'vitest';
import { type Api, ApiProblem } from '../src/client/api';
import { CallDesk } from '../src/client/callDesk';
import { NO_SWITCHES } from '../src/client/calls';

// a desk with one answered call over an API that answers as told
const deskOf = (api: Partial<Api>) => {
  const desk = new CallDesk(api as Api, 'standup');
  desk.take({ type: 'seen', sessionId: 's1', status: 'active', name: 'Ann', destination: '+15550100', switches: NO_SWITCHES });
  return { desk, call: () => desk.state.get()[0]! };
};

describe('the desk', () => {
  it('shows a call before the server has answered, and why it was refused', async () => {
    const desk = new CallDesk({ dial: () => Promise.reject(new ApiProblem(400, 'dial-out is off')) } as unknown as Api, 'standup');
    const dialling = desk.dial({ destination: { kind: 'number', value: '+15550100' }, name: 'Ann' });
    expect(desk.state.get()).toMatchObject([{ state: 'calling', pending: true }]);
    await dialling;
    expect(desk.state.get()).toMatchObject([{ state: 'ended', reason: 'refused', detail: 'dial-out is off' }]);
  });

  it('counts a call that is gone as hung up', async () => {
    const { desk, call } = deskOf({ hangUp: () => Promise.reject(new ApiProblem(404, 'no such call')) });
    await desk.hangUp(call());
    expect(call().problem).toBeUndefined();
  });

  it('holds and mutes through one endpoint, and says what failed', async () => {
    const update = vi.fn<Api['update']>().mockResolvedValueOnce().mockRejectedValueOnce(new ApiProblem(400, 'not answered yet'));
    const { desk, call } = deskOf({ update });
    await desk.mute(call(), true);
    await desk.hold(call(), true);
    expect(update.mock.calls).toEqual([['standup', 's1', { muted: true }], ['standup', 's1', { hold: true }]]);
    expect(call().problem).toEqual({ action: 'hold', detail: 'not answered yet' });
  });

  it('keeps what it is told of a transfer before the request is answered, until something is tried again', async () => {
    let answer = () => {};
    const { desk, call } = deskOf({ transfer: () => new Promise<void>((done) => (answer = done)), update: () => Promise.resolve() });
    const transferring = desk.transfer(call(), 'sip:bob@example.com');
    desk.take({ type: 'told', event: 'calltransfer.completed', sessionId: 's1', reason: 'busy' });
    answer();
    await transferring;
    expect(call().problem).toEqual({ action: 'transfer', detail: 'busy' });
    await desk.mute(call(), true);
    expect(call().problem).toBeUndefined();
  });
});
