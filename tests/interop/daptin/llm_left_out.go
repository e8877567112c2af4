// SPDX-License-Identifier: GPL-3.0-or-later

// Takes the place of Daptin's server/llm/goai_provider.go where the module proxy does not give the module behind it. Nothing of
// /live depends on it; suite/daptin.py copies it there.
package llm

import (
	"context"
	"errors"

	"github.com/daptin/daptin/server/resource"
	"github.com/daptin/daptin/server/rootpojo"
	"github.com/jmoiron/sqlx"
)

var errLeftOut = errors.New("left out of this build")

type GoAIProvider struct{}

func NewGoAIProvider(map[string]*resource.DbResource) *GoAIProvider { return &GoAIProvider{} }

func (p *GoAIProvider) ResolveChatModel(rootpojo.LLMProvider, string, *sqlx.Tx) (any, error) {
	return nil, errLeftOut
}

func (p *GoAIProvider) ResolveEmbeddingModel(rootpojo.LLMProvider, string, *sqlx.Tx) (any, error) {
	return nil, errLeftOut
}

func (p *GoAIProvider) ChatCompletion(context.Context, rootpojo.LLMProvider, OpenAIChatRequest, *sqlx.Tx) (*OpenAIChatResponse, error) {
	return nil, errLeftOut
}

func (p *GoAIProvider) ChatCompletionWithResolvedModel(context.Context, rootpojo.LLMProvider, OpenAIChatRequest, any) (*OpenAIChatResponse, error) {
	return nil, errLeftOut
}

func (p *GoAIProvider) ChatCompletionStream(context.Context, rootpojo.LLMProvider, OpenAIChatRequest, *sqlx.Tx, func(OpenAIChatChunk)) error {
	return errLeftOut
}

func (p *GoAIProvider) Embedding(context.Context, rootpojo.LLMProvider, OpenAIEmbeddingRequest, *sqlx.Tx) (*OpenAIEmbeddingResponse, error) {
	return nil, errLeftOut
}

func (p *GoAIProvider) EmbeddingWithResolvedModel(context.Context, rootpojo.LLMProvider, OpenAIEmbeddingRequest, any) (*OpenAIEmbeddingResponse, error) {
	return nil, errLeftOut
}
