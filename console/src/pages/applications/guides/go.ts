/** Go with golang.org/x/oauth2 and github.com/coreos/go-oidc. */
import { addressesStep, code, type Guide, originOf, pathOf, step, text } from './guide.ts';

export const go: Guide = {
  suggested: { redirectUri: 'http://localhost:3000/callback', signOutUri: 'http://localhost:3000/' },
  steps: [
    step(
      'Get the modules',
      'モジュールを入れる',
      code(
        'Terminal',
        () => `go mod init example.com/bookstore
go get github.com/coreos/go-oidc/v3/oidc golang.org/x/oauth2`,
      ),
    ),
    addressesStep(),
    step(
      'Read the discovery document',
      'ディスカバリー文書を読む',
      code(
        'main.go',
        ({ issuer, id, secret, redirectUri, signOutUri }) => `package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const signOutURI = "${signOutUri}"

var config = oauth2.Config{
	ClientID:     "${id}",
	ClientSecret: "${secret}",
	RedirectURL:  "${redirectUri}",
	Scopes:       []string{oidc.ScopeOpenID, "profile", "email"},
}

func main() {
	provider, err := oidc.NewProvider(context.Background(), "${issuer}")
	if err != nil {
		log.Fatal(err)
	}
	config.Endpoint = provider.Endpoint()
	verifier := provider.Verifier(&oidc.Config{ClientID: config.ClientID})

	http.HandleFunc("GET /sign-in", signIn)
	http.HandleFunc("GET ${pathOf(redirectUri)}", callback(verifier))
	http.HandleFunc("GET /sign-out", func(w http.ResponseWriter, r *http.Request) {
		query := url.Values{"client_id": {config.ClientID}, "post_logout_redirect_uri": {signOutURI}}
		http.Redirect(w, r, "${issuer}/session/end?"+query.Encode(), http.StatusFound)
	})
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(\`<a href="/sign-in">Sign in</a>\`))
	})
	log.Fatal(http.ListenAndServe("${originOf(redirectUri).replace(/^https?:\/\//, '')}", nil))
}`,
      ),
    ),
    step(
      'Sign in and come back',
      'サインインと戻り',
      text(
        '`state` ties the answer to this browser and the verifier of PKCE ties the code to it. Here both lie in short cookies; the callback shows the claims, where a real app would begin its own session.',
        '`state` は応答を、PKCE の検証値はコードを、このブラウザーに結び付けます。ここではどちらも短命の Cookie に置きます。コールバックはクレームを表示するだけですが、実際のアプリではここで自前のセッションを始めます。',
      ),
      code(
        'main.go',
        () => `func keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func signIn(w http.ResponseWriter, r *http.Request) {
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	keep(w, "state", state)
	keep(w, "verifier", verifier)
	http.Redirect(w, r, config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

func callback(tokens *oidc.IDTokenVerifier) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		state, err := r.Cookie("state")
		if err != nil || state.Value != r.URL.Query().Get("state") {
			http.Error(w, "This sign-in did not begin in this browser.", http.StatusBadRequest)
			return
		}
		verifier, err := r.Cookie("verifier")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		token, err := config.Exchange(r.Context(), r.URL.Query().Get("code"), oauth2.VerifierOption(verifier.Value))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		raw, _ := token.Extra("id_token").(string)
		idToken, err := tokens.Verify(r.Context(), raw)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var claims map[string]any
		if err := idToken.Claims(&claims); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(claims)
	}
}`,
      ),
    ),
  ],
  trial: [
    code('Terminal', () => 'go run .'),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
