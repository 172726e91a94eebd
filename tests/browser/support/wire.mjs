// The socket between a person's pages and the server, in hands that can cut it or tamper with what it carries.

export class Wire {
  lines = new Set();

  /** What happens to a frame from the server: `pass(frame, deliver)`. The default delivers it. */
  pass = (frame, deliver) => deliver(frame);

  /** What happens to a frame from the page: `say(frame, deliver)`. */
  say = (frame, deliver) => deliver(frame);

  /** Puts a wire on all pages this person opens from now on. */
  static async on(person) {
    const wire = new Wire();
    await person.context.routeWebSocket(/\/ws(\?|$)/, (page) => {
      const server = page.connectToServer();
      const line = { page, server };
      wire.lines.add(line);
      server.onMessage((frame) => wire.lines.has(line) && wire.pass(frame, (text) => page.send(text)));
      page.onMessage((text) => wire.lines.has(line) && wire.say(text, (frame) => server.send(frame)));
      server.onClose((code, reason) => wire.lines.delete(line) && page.close({ code, reason }));
      page.onClose((code, reason) => wire.lines.delete(line) && server.close({ code, reason }));
    });
    person.allow(/WebSocket connection to/, /WebSocket is already in CLOSING/);
    return wire;
  }

  /** Carries everything again, unchanged. */
  mend() {
    this.pass = (frame, deliver) => deliver(frame);
    this.say = (frame, deliver) => deliver(frame);
  }

  /** Breaks every line there is now; the page will try to come back. */
  cut() {
    for (const line of [...this.lines]) {
      this.lines.delete(line);
      line.page.close({ code: 3000, reason: 'cut' });
      line.server.close();
    }
  }
}
