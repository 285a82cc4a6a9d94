package exchangeapp_test

import (
	"context"
	"net/http"
	"testing"

	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/exchange"
)

func TestTheCaseShowsItsLettersAndAPersonSettlesOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		var id mail.ID
		err := f.DB.Transact(t.Context(), func(ctx context.Context) (err error) {
			id, err = f.outbox.Send(ctx, mail.Letter{Case: f.theCase, From: "post@fjordvik.example", To: "feil@example.net", Subject: "Innkalling til intervju", Body: "Hei\n"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		f.drain()
		owner, path := f.as(f.owner), exchange.LetterPath(id)
		_, page := owner.Get("/cases/" + f.theCase.String() + "/messages")
		shows(t, page, []string{"Letters by mail", "Innkalling til intervju", "Refused", path}, nil)
		_, page = owner.Get(path)
		shows(t, page, []string{"did not take the letter", "Call the recipient", "feil@example.net", "Send again", "Mark as arrived"}, nil)
		if status, _ := f.as(f.nobody).Get(path); status != http.StatusNotFound {
			t.Errorf("a stranger gets %d", status)
		}
		owner = f.as(f.owner)
		_, page = owner.Post(path+"/arrived", form("reason", "", "command", ids.New[ids.Command]().String()))
		shows(t, page, []string{"Mark as arrived", "How do you know?"}, nil)
		_, page = owner.Post(path+"/again", form("to", "ingen adresse", "command", ids.New[ids.Command]().String()))
		shows(t, page, []string{"ingen adresse"}, nil)
		owner.Post(path+"/again", form("to", "rett@example.net", "command", ids.New[ids.Command]().String()))
		_, page = owner.Get(path)
		shows(t, page, []string{"Sent again", "See the new letter"}, []string{"Mark as arrived"})
	})
}
