// SPDX-License-Identifier: Apache-2.0
// The bridge that one would write in an afternoon: @grpc/grpc-js and autobahn,
// one session, CallRequest in the arguments form only.
//
//     bridge.js URL PROTO_FOLDER     (URL: ws://HOST:PORT/PATH, MessagePack)
'use strict';

const autobahn = require('autobahn');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [url, proto] = process.argv.slice(2);

function fromValue(value) {
  switch (value.kind) {
    case 'null_value':
      return null;
    case 'list_value':
      return value.list_value.items.map(fromValue);
    case 'dict_value':
      return fromDict(value.dict_value.entries);
    default:
      return value[value.kind];
  }
}

function fromDict(entries) {
  const dict = {};
  for (const key of Object.keys(entries)) dict[key] = fromValue(entries[key]);
  return dict;
}

function toValue(native) {
  if (native === null || native === undefined) return {null_value: 0};
  if (typeof native === 'boolean') return {bool_value: native};
  if (typeof native === 'string') return {string_value: native};
  if (typeof native === 'number') {
    return Number.isInteger(native) ? {int64_value: native} :
                                      {double_value: native};
  }
  if (ArrayBuffer.isView(native)) {
    return {
      bytes_value:
          Buffer.from(native.buffer, native.byteOffset, native.byteLength)
    };
  }
  if (Array.isArray(native)) return {list_value: {items: native.map(toValue)}};
  return {dict_value: {entries: toDict(native)}};
}

function toDict(native) {
  const entries = {};
  for (const key of Object.keys(native)) entries[key] = toValue(native[key]);
  return entries;
}

// autobahn gives one plain argument as itself.
function toArguments(result) {
  if (result instanceof autobahn.Result) {
    return {args: result.args.map(toValue), kwargs: toDict(result.kwargs)};
  }
  return {args: [toValue(result)], kwargs: {}};
}

function serve(session) {
  const service =
      grpc.loadPackageDefinition(loader.loadSync('wampbridge/v1/bridge.proto', {
            includeDirs: [proto],
            keepCase: true,
            longs: Number,
            oneofs: true,
            defaults: true,
          })).wampbridge.v1.WampBridge.service;
  const server = new grpc.Server();
  server.addService(service, {
    Call(call, callback) {
      const {procedure, payload} = call.request;
      session
          .call(
              procedure, payload.arguments.args.map(fromValue),
              fromDict(payload.arguments.kwargs))
          .then(
              (result) => callback(
                  null,
                  {payload: {arguments: toArguments(result)}, final: true}),
              (error) => callback(
                  {code: grpc.status.UNKNOWN, details: String(error.error)}));
    },
  });
  server.bindAsync(
      '127.0.0.1:0', grpc.ServerCredentials.createInsecure(),
      (error, port) => {
        if (error) throw error;
        console.log(`ready 127.0.0.1:${port}`);
      });
}

const connection = new autobahn.Connection({
  url,
  realm: 'realm1',
  serializers: [new autobahn.serializer.MsgpackSerializer()],
});
connection.onopen = serve;
connection.open();
