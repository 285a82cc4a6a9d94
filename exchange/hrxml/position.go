package hrxml

import (
	"cmp"
	"math"
	"net/url"
	"strconv"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// position reads one vacancy. The names are those of HR-XML; what they are used
// for is settled by the senders: MaximumStartDate is the deadline for applying,
// and MaximumEndDate the last day the advertisement is shown.
func position(n *node) Position {
	profile := n.at("PositionProfile")
	detail, apply := profile.at("PositionDetail"), profile.at("HowToApply")
	r := reading{of: n}
	p := Position{
		ID:         n.at("PositionPostings", "PositionPosting", "Id", "IdValue").words(),
		Supplier:   n.at("PositionSupplier", "SupplierId", "IdValue").words(),
		Employer:   n.at("PositionSupplier", "EntityName").words(),
		Title:      profile.at("ProfileName").words(),
		Percentage: r.percentage(detail.at("PositionSchedule")),
		Schedule:   detail.at("PositionSchedule").words(),
		Location:   location(detail.at("PhysicalLocation")),
		Number:     r.number(n.at("NumberToFill")),
		Categories: categories(detail),
		Line:       n.line,
		XML:        n.document(),
	}
	p.contact(n, detail, apply)
	p.dates(&r, profile)
	var link string
	p.Description, link = plain(profile.at("FormattedPositionDescription", "Value").markup())
	p.Organization, _ = plain(profile.at("Organization").markup())
	p.URL = cmp.Or(webAddress(apply.at("ApplicationMethod", "InternetWebAddress").words()), link)
	r.need(p.ID, "IdValue", n.at("PositionPostings"))
	r.need(p.Employer, "EntityName", n.at("PositionSupplier"))
	r.need(p.Title, "ProfileName", profile)
	p.Fault = r.fault
	return p
}

func (p *Position) contact(n, detail, apply *node) {
	method := apply.at("ApplicationMethod")
	recipient := detail.at("PhysicalLocation", "PostalAddress", "Recipient", "PersonName")
	p.ContactName = strings.TrimRight(cmp.Or(apply.at("PersonName").words(), recipient.words()), ", ")
	p.ContactPhone = cmp.Or(method.at("Telephone", "FormattedNumber").words(),
		n.at("PositionSupplier", "ContactMethod", "Telephone", "FormattedNumber").words())
	p.ContactMail = method.at("InternetEmailAddress").words()
}

func (p *Position) dates(r *reading, profile *node) {
	info := profile.at("PositionDateInfo")
	p.Deadline = r.date(info.at("MaximumStartDate"))
	p.ShownUntil = r.date(info.at("MaximumEndDate"))
	p.Start = r.date(info.at("StartDate"))
	p.End = r.date(info.at("ExpectedEndDate"))
	p.AtOnce = info.at("StartAsSoonAsPossible").words() == "true"
	p.Published = r.day(profile.at("DistributionGuidelines").attr("validFrom"), profile.at("DistributionGuidelines"))
	if p.Published.IsZero() {
		p.Published = r.date(info.at("ValidFrom"))
	}
}

func location(n *node) Location {
	address := n.at("PostalAddress")
	return Location{
		Name: n.at("Name").words(), Address: address.at("DeliveryAddress", "AddressLine").words(),
		PostalCode: address.at("PostalCode").words(), Country: address.at("CountryCode").words(),
	}
}

func categories(detail *node) []string {
	var out []string
	for _, c := range detail.all("CategoryDescription") {
		if words := c.words(); words != "" {
			out = append(out, words)
		}
	}
	return out
}

// reading remembers the first fault of a vacancy.
type reading struct {
	of    *node
	fault error
}

func (r *reading) fail(code, field string, at *node) {
	if r.fault != nil {
		return
	}
	if at == nil {
		at = r.of
	}
	r.fault = errs.Invalid(code, "field", field, "line", at.line, "column", at.column)
}

// need says that field is missing within parent, or within the vacancy when
// even the parent is.
func (r *reading) need(value, field string, parent *node) {
	if value == "" {
		r.fail("exchange.hrxml-missing", field, parent)
	}
}

func (r *reading) date(n *node) calendar.Date {
	return r.day(n.words(), n)
}

// day reads the day of an xs:date or xs:dateTime, as it is written: the sender's
// zone is the sender's own day.
func (r *reading) day(text string, at *node) calendar.Date {
	const length = len("2006-01-02")
	if text == "" {
		return 0
	}
	day, err := calendar.ParseDate(text[:min(len(text), length)])
	if rest := text[min(len(text), length):]; err != nil || rest != "" && !strings.ContainsRune("TZ+- ", rune(rest[0])) {
		r.fail("exchange.hrxml-date", at.name, at)
		return 0
	}
	return day
}

func (r *reading) percentage(n *node) float64 {
	text := strings.TrimSpace(strings.TrimSuffix(n.attr("percentage"), "%"))
	if text == "" {
		return 0
	}
	share, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsNaN(share) || share < 0 || share > 100 {
		r.fail("exchange.hrxml-number", "percentage", n)
		return 0
	}
	return share
}

func (r *reading) number(n *node) int {
	text := n.words()
	if text == "" {
		return 0
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 0 {
		r.fail("exchange.hrxml-number", n.name, n)
		return 0
	}
	return count
}

// webAddress returns text if it is an address that a browser may safely follow.
func webAddress(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
