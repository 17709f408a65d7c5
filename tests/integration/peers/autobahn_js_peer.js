// SPDX-License-Identifier: Apache-2.0
// A WAMP peer made of npm's autobahn, driven by JSON lines (lines.js).
//
// Usage: autobahn_js_peer.js '{"url": …, "realm": …}'
'use strict';

// autobahn takes the platform's WebSocket, which Node has from version 22 on.
globalThis.WebSocket ??= require('ws');
const autobahn = require('autobahn');
const {say, failure, serve} = require('./lines.js');

const settings = JSON.parse(process.argv[2]);

// Open calls, by name.
const calls = {};
// What it registered and subscribed to, by id.
const entries = {};
const values = (result) =>
    result instanceof autobahn.Result ? result.args : [result];

const commands = (session) => ({
  // Registers a procedure that gives its `answer`, or its arguments back.
  async register({procedure, options, answer}) {
    const echo = (args, kwargs) => {
      say({invoked: procedure, args});
      return answer ?? new autobahn.Result(args, kwargs);
    };
    const registration = await session.register(procedure, echo, options);
    entries[registration.id] = registration;
    return registration.id;
  },

  async unregister({entry}) {
    await session.unregister(entries[entry]);
  },

  // Calls without waiting for the answer, which comes as a line `ended`, and
  // progressive results before it.
  start({name, procedure, args, kwargs, options}) {
    calls[name] = session.call(procedure, args, kwargs, options);
    calls[name].then(
        (result) => say({ended: name, args: values(result)}),
        (error) => say({ended: name, ...failure(error)}),
        (partial) => say({progress: values(partial)}));
  },

  // Cancels with mode kill. Of the other modes autobahn takes the router's
  // ERROR for a violation.
  kill({name}) {
    calls[name].cancel({mode: 'kill'});
  },

  async subscribe({topic, options}) {
    const handle = (args, kwargs) => say({event: topic, args, kwargs});
    const subscription = await session.subscribe(topic, handle, options);
    entries[subscription.id] = subscription;
    return subscription.id;
  },

  async unsubscribe({entry}) {
    await session.unsubscribe(entries[entry]);
  },

  // Publishes without waiting for an acknowledgement.
  publish({topic, args, kwargs, options}) {
    session.publish(topic, args, kwargs, options);
  },
});

const connection = new autobahn.Connection(
    {url: settings.url, realm: settings.realm, max_retries: 0});
connection.onopen = (session) => {
  say({joined: session.id});
  serve(commands(session));
};
connection.onclose = (reason, details) => {
  say({left: details.reason, closed: reason});
  process.exit(0);
};
connection.open();
