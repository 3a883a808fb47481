package command

import "context"

func demo(ctx context.Context, args []string, c console) error { return serve(ctx, args, c) }
