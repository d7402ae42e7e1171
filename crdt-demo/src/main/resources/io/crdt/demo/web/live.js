// A live connection to the page's server: the newest state comes in, commands go out, and it comes back by itself.

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

/**
 * Connects, and connects again when the connection is lost.
 *
 * @param onState called with each new state
 * @param onRefused called with the message if a command was refused
 * @param onOnline called with true when connected, with false when not
 * @returns a function that sends a command, an object, and tells whether it could
 */
export function connect({ onState, onRefused, onOnline }) {
  let socket;
  let pause = FIRST_PAUSE;

  function open() {
    socket = new WebSocket(`ws://${location.host}/`);
    socket.onopen = () => {
      pause = FIRST_PAUSE;
      onOnline(true);
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if ("state" in message) onState(message.state);
      if ("refused" in message) onRefused(message.refused);
    };
    socket.onclose = () => {
      onOnline(false);
      setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    };
  }

  open();
  return (command) => {
    const ready = socket.readyState === WebSocket.OPEN;
    if (ready) socket.send(JSON.stringify(command));
    return ready;
  };
}
