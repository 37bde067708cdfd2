// A server that speaks MongoDB's protocol, for tests on machines without mongod: FerretDB 1.24 on its SQLite backend.
//
// Usage: ferretdb FOLDER. It keeps its data in FOLDER, prints its URL, and ends when its standard input does, so that it
// does not outlive the tests that started it.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	headerBytes     = 16 // of every message: its length, two ids, its kind
	messageMaxBytes = 48_000_000
	kindOpMsg       = 2013
	flagMoreToCome  = 1 << 1 // the sender waits for no answer
)

// oneAtATime is what makes a write of one document atomic, as it is on MongoDB: FerretDB reads a document, changes it and
// writes it back without anything to keep a second writer out in between. A command holds it until its answer is there.
var oneAtATime sync.Mutex

func main() {
	folder := os.Args[1]
	socket := filepath.Join(folder, "ferretdb.sock")
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
	})
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(server.Run(context.Background())) }()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				log.Fatal(err)
			}
			go relay(client, socket)
		}
	}()
	fmt.Printf("mongodb://%s/\n", listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// relay hands the client's messages to FerretDB, one at a time of all clients, until one of them hangs up.
func relay(client net.Conn, socket string) {
	defer client.Close()
	database, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer database.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		answer, err := ask(database, request)
		if err != nil {
			return
		}
		if _, err := client.Write(answer); err != nil {
			return
		}
	}
}

// ask returns nothing where the client waits for no answer.
func ask(database net.Conn, request []byte) ([]byte, error) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	if _, err := database.Write(request); err != nil {
		return nil, err
	}
	isOpMsg := binary.LittleEndian.Uint32(request[12:]) == kindOpMsg
	if isOpMsg && binary.LittleEndian.Uint32(request[headerBytes:])&flagMoreToCome != 0 {
		return nil, nil
	}
	return readMessage(database)
}

func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerBytes+4 || length > messageMaxBytes {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerBytes:])
	return message, err
}
