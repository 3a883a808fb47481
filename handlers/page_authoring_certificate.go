package handlers

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/courses"
	"upstander/handlers/web"
)

// certificateWords reads the fields of a course's form that word its certificate.
func certificateWords(c *fiber.Ctx) courses.Certificate {
	return courses.Certificate{
		Title: textOf(c, "certificate.title"), Wording: textOf(c, "certificate.wording"),
		Signatory: textOf(c, "certificate.signatory"), SignatoryTitle: textOf(c, "certificate.signatory_title"),
	}
}

// specimen shows the certificate of a course as it would be with these words, and the fields to change them, where they may be changed.
func specimen(e authoring.CourseEntry, words courses.Certificate) web.Specimen {
	at := "/admin/courses/" + e.ID + "/certificate"
	q := url.Values{
		"typed": {"true"}, "title": {words.Title}, "wording": {words.Wording}, "signatory": {words.Signatory}, "signatory_title": {words.SignatoryTitle},
	}
	address := func(name, value string) string {
		q.Set(name, value)
		defer q.Del(name)
		return at + "?" + q.Encode()
	}
	v := web.Specimen{Base: at, Picture: address("format", "svg"), PDFHref: address("paper", "a4"), LetterHref: address("paper", "letter")}
	if e.May.Edit {
		v.Fields = certificateFields(words)
	}
	return v
}

func certificateFields(words courses.Certificate) []web.Input {
	title, wording := textField("certificate.title", words.Title, 0), textField("certificate.wording", words.Wording, 3)
	title.Hint, wording.Hint = "author.certificate.title_help", "author.certificate.wording_help"
	return []web.Input{title, wording, textField("certificate.signatory", words.Signatory, 0), textField("certificate.signatory_title", words.SignatoryTitle, 0)}
}

// previewInput asks for a specimen with the words typed.
func previewInput(id string, words courses.Certificate) authoring.CertificatePreview {
	return authoring.CertificatePreview{
		ID: id, Typed: "true", Format: "svg", Title: words.Title, Wording: words.Wording, Signatory: words.Signatory, SignatoryTitle: words.SignatoryTitle,
	}
}
