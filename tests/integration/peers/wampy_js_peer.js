// SPDX-License-Identifier: Apache-2.0
// A WAMP peer made of npm's wampy, driven by JSON lines (lines.js).
//
// Usage: wampy_js_peer.js '{"url": …, "realm": …, "features": {ROLE: [NAME]}}'
//
// wampy sends and takes calls in chunks, but announces less than it does: the
// features given are announced beside its own.
'use strict';

const {Wampy} = require('wampy');
const WebSocket = require('ws');
const {say, failure, serve} = require('./lines.js');

const settings = JSON.parse(process.argv[2]);
const wampy = new Wampy(settings.url, {
  realm: settings.realm,
  autoReconnect: false,
  ws: WebSocket,
  onClose: () => {
    say({disconnected: true});
    process.exit(0);
  },
});
for (const [role, names] of Object.entries(settings.features || {})) {
  for (const name of names) {
    wampy._wamp_features.roles[role].features[name] = true;
  }
}

const plain = ({argsList, argsDict}) => ({
  args: argsList || [],
  kwargs: argsDict || {},
});
const payload = (args, kwargs) => ({argsList: args, argsDict: kwargs});
// Open calls: name -> {request, sendData, result}
const calls = {};

// Procedures that `register` serves, by kind.
const procedures = {
  // Gives the sum of all chunks at the end, and where it may, each partial sum.
  sum: () => {
    let sum = 0;
    return ({argsList, details, result_handler: yields}) => {
      say({invoked: 'sum', args: argsList, details});
      sum += argsList ? argsList[0] : 0;
      if (!details.progress) {
        const all = sum;
        sum = 0;
        return payload([all]);
      }
      if (details.receive_progress) {
        yields({argsList: [sum], options: {progress: true}});
      }
      return new Promise(() => {});
    };
  },
  // Answers with its name.
  name: (name) => () => {
    say({invoked: name});
    return payload([name]);
  },
  // Says that it cannot take the call.
  unavailable: (name) => () => {
    say({invoked: name});
    throw {error: 'wamp.error.unavailable'};
  },
  // Never answers.
  silent: (name) => () => {
    say({invoked: name});
    return new Promise(() => {});
  },
};

const commands = {
  async register({procedure, kind, name, options}) {
    return (await wampy.register(
        procedure, procedures[kind](name), options)).registrationId;
  },

  // Calls without waiting for the answer, which comes as a line `ended`. With
  // `progress`, progressive results come before it; with `chunks` more follow.
  start({name, procedure, args, options = {}, chunks, progress}) {
    if (progress) {
      options.progress_callback = (line) => say({progress: line.argsList});
    }
    const call = chunks ?
        wampy.progressiveCall(procedure, payload(args), options) :
        {result: wampy.call(procedure, payload(args), options)};
    call.request = wampy.getOpStatus().reqId;
    calls[name] = call;
    call.result.then((result) => say({ended: name, ...plain(result)}),
                     (error) => say({ended: name, ...failure(error)}));
  },

  // One more chunk of a call.
  chunk({name, args, last}) {
    calls[name].sendData(payload(args), {progress: !last});
  },

  cancel({name, mode}) {
    wampy.cancel(calls[name].request, mode ? {mode} : undefined);
  },

  async subscribe({topic, options}) {
    const handle = (event) => say({event: topic, ...plain(event)});
    return (await wampy.subscribe(topic, handle, options)).subscriptionId;
  },
};

wampy.connect().then(
    (welcome) => {
      say({joined: wampy.getSessionId(), roles: welcome.roles});
      serve(commands);
    },
    (error) => {
      say({left: failure(error).error});
      process.exit(0);
    });
