package accounts

import (
	"context"
	"runtime"
	"sync"

	"github.com/alexedwards/argon2id"

	"upstander/app/problem"
)

// passwordCost follows OWASP's minimum for argon2id (19 MiB, two passes, one lane).
var passwordCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many hashes are made at once: memory stays flat, and a rush of sign-ins leaves processor time for lessons.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()/2))

func hold(ctx context.Context) (release func(), err error) {
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, problem.New(problem.Unavailable, "busy")
	}
}

func hashPassword(ctx context.Context, password string) (string, error) {
	release, err := hold(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, passwordCost)
}

// dummyHash is compared with when there is no such user, so that the answer takes the same time.
var dummyHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash("nobody's password", passwordCost)
	if err != nil {
		panic(err) // the random source of the system is broken
	}
	return hash
})

// checkPassword compares; hash "" stands for a user who does not exist and never matches.
func checkPassword(ctx context.Context, password, hash string) (bool, error) {
	release, err := hold(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	against := hash
	if hash == "" {
		against = dummyHash()
	}
	match, err := argon2id.ComparePasswordAndHash(password, against)
	return match && hash != "", err
}
