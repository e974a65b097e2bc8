import type { Command } from '../../base/messages.ts';

/** Commands in order of arrival. A lane polls them between steps, and awaits them while it may not train. */
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
