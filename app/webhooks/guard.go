package webhooks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"code.dny.dev/ssrf"
)

// guard keeps endpoints from leading into networks that only this machine can reach: it is asked for each connection, with the address
// that the name has led to, so that a name that changes its address between two looks gains nothing. The networks are IANA's
// special-purpose registries, and multicast.
type guard struct{ check *ssrf.Guardian }

// allowedPorts of endpoints: others are more often something else than a receiver.
var allowedPorts = []uint16{443, 8443}

func ports() []string {
	var out []string
	for _, p := range allowedPorts {
		out = append(out, strconv.Itoa(int(p)))
	}
	return out
}

func newGuard(local bool) guard {
	if local {
		return guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.0/8")), ssrf.WithAllowedV6Prefixes(netip.MustParsePrefix("::1/128")))}
	}
	return guard{ssrf.New(ssrf.WithPorts(allowedPorts...), ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("224.0.0.0/4")))}
}

// refuses reports whether a host is an address, and one that is never connected to.
func (g guard) refuses(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	network := "tcp4"
	if ip.Is6() {
		network = "tcp6"
	}
	return g.check.Safe(network, netip.AddrPortFrom(ip, allowedPorts[0]).String(), nil) != nil
}

const (
	connectTime = 5 * time.Second
	answerTime  = 15 * time.Second // of a whole attempt
	readLimit   = 64 << 10         // of an answer, which nobody looks at
)

func (g guard) newClient() *http.Client {
	dialer := &net.Dialer{Timeout: connectTime, Control: g.check.Safe}
	return &http.Client{
		Timeout:       answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTime, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 16 << 10, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, DisableCompression: true,
		},
	}
}

// word names what kept an attempt from an answer, without telling about the network that this machine is in.
func word(err error) string {
	var name *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var timeout net.Error
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return "address"
	case errors.As(err, &name):
		return "name"
	case errors.As(err, &untrusted), errors.As(err, &unknown):
		return "certificate"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "unreachable"
}
