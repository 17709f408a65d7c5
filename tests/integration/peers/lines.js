// SPDX-License-Identifier: Apache-2.0
// The JSON lines by which a test drives a peer of JavaScript: those of
// autobahn_peer.py.
'use strict';

const readline = require('node:readline');

// Writes one line.
function say(line) {
  process.stdout.write(JSON.stringify(line) + '\n');
}

// An error as an answer's members, whichever library it comes from.
function failure(error) {
  return {
    error: error.error || error.errorUri || String(error),
    args: error.args || error.argsList || [],
  };
}

// Does each command of stdin by the method of its name, until stdin ends.
function serve(commands) {
  const lines = readline.createInterface({input: process.stdin});
  lines.on('line', async (line) => {
    const {id, do: name, ...given} = JSON.parse(line);
    try {
      say({id, result: (await commands[name](given)) ?? null});
    } catch (error) {
      say({id, ...failure(error)});
    }
  });
  lines.on('close', () => process.exit(0));
}

module.exports = {say, failure, serve};
