// SPDX-License-Identifier: Apache-2.0

// The bridge that one would write in an afternoon: grpc-go and a few lines of
// WAMP (RawSocket, MessagePack), one session, CallRequest in the arguments form
// only.
//
//	naive URL     (tcp://HOST:PORT)
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"os"
	"strings"
	"sync"

	"github.com/vmihailenco/msgpack/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "naive/wampbridgev1"
)

const (
	hello  = 1
	failed = 8
	call   = 48
	result = 50
)

type answer struct {
	args   []any
	kwargs map[string]any
	err    error
}

// A caller's session. Writes go under the lock, one goroutine reads.
type session struct {
	conn    net.Conn
	mutex   sync.Mutex
	next    uint64
	pending map[uint64]chan answer
}

func join(address string) (*session, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	// Up to 16 MiB, MessagePack.
	if _, err := conn.Write([]byte{0x7f, 0xf2, 0, 0}); err != nil {
		return nil, err
	}
	reader := bufio.NewReaderSize(conn, 64<<10)
	if _, err := io.ReadFull(reader, make([]byte, 4)); err != nil {
		return nil, err
	}
	s := &session{conn: conn, pending: map[uint64]chan answer{}}
	roles := map[string]any{"roles": map[string]any{"caller": map[string]any{}}}
	if err := s.write([]any{hello, "realm1", roles}); err != nil {
		return nil, err
	}
	if _, err := read(reader); err != nil { // WELCOME
		return nil, err
	}
	go s.run(reader)
	return s, nil
}

func (s *session) write(message []any) error {
	var buffer bytes.Buffer
	buffer.Write([]byte{0, 0, 0, 0})
	encoder := msgpack.NewEncoder(&buffer)
	encoder.UseCompactInts(true)
	if err := encoder.Encode(message); err != nil {
		return err
	}
	frame := buffer.Bytes()
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	_, err := s.conn.Write(frame)
	return err
}

func read(reader *bufio.Reader) ([]any, error) {
	var head [4]byte
	if _, err := io.ReadFull(reader, head[:]); err != nil {
		return nil, err
	}
	body := make([]byte, binary.BigEndian.Uint32(head[:])&0xffffff)
	if _, err := io.ReadFull(reader, body); err != nil {
		return nil, err
	}
	var message []any
	err := msgpack.Unmarshal(body, &message)
	return message, err
}

// The decoder gives each integer in the type that was on the wire.
func integer(value any) (int64, bool) {
	switch n := value.(type) {
	case int8:
		return int64(n), true
	case int16:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case uint8:
		return int64(n), true
	case uint16:
		return int64(n), true
	case uint32:
		return int64(n), true
	case uint64:
		return int64(n), n <= math.MaxInt64
	}
	return 0, false
}

func id(value any) uint64 {
	n, _ := integer(value)
	return uint64(n)
}

func (s *session) run(reader *bufio.Reader) {
	for {
		message, err := read(reader)
		if err != nil {
			log.Fatal(err)
		}
		switch id(message[0]) {
		case result:
			s.finish(id(message[1]), toAnswer(message[3:]))
		case failed:
			uri, _ := message[4].(string)
			s.finish(id(message[2]), answer{err: errors.New(uri)})
		}
	}
}

func toAnswer(payload []any) answer {
	var a answer
	if len(payload) > 0 {
		a.args, _ = payload[0].([]any)
	}
	if len(payload) > 1 {
		a.kwargs, _ = payload[1].(map[string]any)
	}
	return a
}

func (s *session) finish(id uint64, a answer) {
	s.mutex.Lock()
	waiting := s.pending[id]
	delete(s.pending, id)
	s.mutex.Unlock()
	if waiting != nil {
		waiting <- a
	}
}

func (s *session) call(procedure string, args []any, kwargs map[string]any) answer {
	waiting := make(chan answer, 1)
	s.mutex.Lock()
	s.next++
	s.pending[s.next] = waiting
	message := []any{call, s.next, map[string]any{}, procedure, args}
	if len(kwargs) > 0 {
		message = append(message, kwargs)
	}
	err := s.write(message)
	s.mutex.Unlock()
	if err != nil {
		return answer{err: err}
	}
	return <-waiting
}

func fromValue(value *pb.Value) any {
	switch kind := value.Kind.(type) {
	case *pb.Value_BoolValue:
		return kind.BoolValue
	case *pb.Value_Int64Value:
		return kind.Int64Value
	case *pb.Value_Uint64Value:
		return kind.Uint64Value
	case *pb.Value_DoubleValue:
		return kind.DoubleValue
	case *pb.Value_StringValue:
		return kind.StringValue
	case *pb.Value_BytesValue:
		return kind.BytesValue
	case *pb.Value_ListValue:
		return fromValues(kind.ListValue.Items)
	case *pb.Value_DictValue:
		return fromEntries(kind.DictValue.Entries)
	}
	return nil
}

func fromValues(values []*pb.Value) []any {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = fromValue(value)
	}
	return list
}

func fromEntries(entries map[string]*pb.Value) map[string]any {
	dict := make(map[string]any, len(entries))
	for key, value := range entries {
		dict[key] = fromValue(value)
	}
	return dict
}

func toValue(native any) *pb.Value {
	if n, ok := integer(native); ok {
		return &pb.Value{Kind: &pb.Value_Int64Value{Int64Value: n}}
	}
	switch value := native.(type) {
	case bool:
		return &pb.Value{Kind: &pb.Value_BoolValue{BoolValue: value}}
	case uint64:
		return &pb.Value{Kind: &pb.Value_Uint64Value{Uint64Value: value}}
	case float64:
		return &pb.Value{Kind: &pb.Value_DoubleValue{DoubleValue: value}}
	case string:
		return &pb.Value{Kind: &pb.Value_StringValue{StringValue: value}}
	case []byte:
		return &pb.Value{Kind: &pb.Value_BytesValue{BytesValue: value}}
	case []any:
		return &pb.Value{Kind: &pb.Value_ListValue{ListValue: &pb.List{Items: toValues(value)}}}
	case map[string]any:
		return &pb.Value{Kind: &pb.Value_DictValue{DictValue: &pb.Dict{Entries: toEntries(value)}}}
	}
	return &pb.Value{Kind: &pb.Value_NullValue{}}
}

func toValues(natives []any) []*pb.Value {
	values := make([]*pb.Value, len(natives))
	for i, native := range natives {
		values[i] = toValue(native)
	}
	return values
}

func toEntries(natives map[string]any) map[string]*pb.Value {
	entries := make(map[string]*pb.Value, len(natives))
	for key, native := range natives {
		entries[key] = toValue(native)
	}
	return entries
}

type bridge struct {
	pb.UnimplementedWampBridgeServer
	session *session
}

func (b *bridge) Call(_ context.Context, request *pb.CallRequest) (*pb.CallResponse, error) {
	arguments := request.GetPayload().GetArguments()
	a := b.session.call(request.GetProcedure(), fromValues(arguments.GetArgs()),
		fromEntries(arguments.GetKwargs()))
	if a.err != nil {
		return nil, status.Error(codes.Unknown, a.err.Error())
	}
	return &pb.CallResponse{
		Payload: &pb.Payload{Form: &pb.Payload_Arguments{Arguments: &pb.Arguments{
			Args: toValues(a.args), Kwargs: toEntries(a.kwargs)}}},
		Final: true,
	}, nil
}

func main() {
	joined, err := join(strings.TrimPrefix(os.Args[1], "tcp://"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterWampBridgeServer(server, &bridge{session: joined})
	fmt.Println("ready", listener.Addr())
	log.Fatal(server.Serve(listener))
}
