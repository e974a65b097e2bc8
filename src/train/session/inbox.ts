import type { Command } from '../../base/messages.ts';

/** Commands in order of arrival: polled between steps, awaited while a lane may not train. */
export class Inbox {
  private readonly queue: Command[] = [];
  private wake: (() => void) | undefined;

  push(command: Command): void {
    this.queue.push(command);
    this.wake?.();
    this.wake = undefined;
  }

  poll(): Command | undefined {
    return this.queue.shift();
  }

  async next(): Promise<Command> {
    for (;;) {
      const command = this.queue.shift();
      if (command) return command;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
