package app

import (
	"net"
	"os"
	"strconv"

	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/mail"
)

// Post is how letters leave the house; the password comes from the environment.
// Without a server they lie as files in the data folder, for a relay to fetch.
type Post struct {
	Server string `name:"mail-server" help:"Mail server that letters are handed to, HOST:PORT; without it they lie as files in the data folder." env:"SAKSGANG_MAIL_SERVER" placeholder:"HOST:PORT"`
	User   string `name:"mail-user" help:"Log-in at the mail server; its password is in SAKSGANG_MAIL_PASSWORD." env:"SAKSGANG_MAIL_USER" placeholder:"NAME"`
	Plain  bool   `name:"mail-plain" help:"Speak to the mail server without TLS; only on this machine." env:"SAKSGANG_MAIL_PLAIN"`
	Domain string `name:"mail-domain" help:"What the identifiers of letters end with." default:"localhost" env:"SAKSGANG_MAIL_DOMAIN"`
}

// transport is the way letters go. Wrong use is a server that is no HOST:PORT,
// a name without its password, and a server elsewhere without TLS.
func (p Post) transport(folder string) (mail.Transport, error) {
	if p.Server == "" {
		return mail.Folder(folder), nil
	}
	host, number, err := net.SplitHostPort(p.Server)
	port, notNumber := strconv.Atoi(number)
	if err != nil || notNumber != nil || host == "" {
		return nil, console.Wrong(errs.Invalid("app.mail-server-malformed", "server", p.Server))
	}
	password := os.Getenv("SAKSGANG_MAIL_PASSWORD")
	if p.User != "" && password == "" {
		return nil, console.Wrong(errs.Invalid("app.mail-without-password", "user", p.User))
	}
	if ip := net.ParseIP(host); p.Plain && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, console.Wrong(errs.Invalid("app.mail-without-tls", "server", p.Server))
	}
	return mail.SMTP{Host: host, Port: port, User: p.User, Password: password, Plain: p.Plain}, nil
}
