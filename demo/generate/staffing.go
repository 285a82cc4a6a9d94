package main

// post is how many of an occupation a unit has; part is the usual percentage
// of those who work part time, and share how many of a hundred do.
type post struct {
	occupation  string
	count       int
	part, share int
	leads       bool
}

type unitStaff struct {
	unit  string
	posts []post
}

func full(occupation string, count int) post { return post{occupation: occupation, count: count} }

func partly(occupation string, count, part, share int) post {
	return post{occupation: occupation, count: count, part: part, share: share}
}

func leader(occupation string) post { return post{occupation: occupation, count: 1, leads: true} }

// ward is a nursing home's ward: part-time work is what the municipality's
// heltidskultur works against.
func ward(nurses, workers, assistants int) []post {
	return []post{
		leader("9454"), partly("7174", nurses, 75, 45), partly("7523", 1, 80, 20),
		partly("7076", workers, 70, 65), partly("6572", assistants, 40, 85),
	}
}

func home(therapists, workers, assistants int) []post {
	return []post{
		leader("9454"), partly("7710", therapists, 80, 35), partly("6675", 2, 80, 30),
		partly("7076", workers, 70, 60), partly("6572", assistants, 35, 85),
	}
}

func school(teachers, helpers int) []post {
	return []post{
		leader("9951"), full("9954", 1+teachers/20), full("7961", teachers/6), full("7962", teachers/3),
		partly("7963", teachers/3, 80, 20), full("7965", teachers/6), partly("6583", helpers, 75, 55), partly("6572", helpers/3+1, 60, 75),
	}
}

func kindergarten(groups int) []post {
	return []post{
		leader("9451"), full("7637", groups), partly("6709", groups, 80, 25),
		partly("6583", groups*2, 80, 35), partly("6572", groups, 60, 60),
	}
}

func office(occupation string, count int) []post {
	return []post{leader("9454"), partly(occupation, count, 80, 20)}
}

// staffing is every unit of Fjordvik with its places, beside those written by
// hand in organisation/positions.yaml.
var staffing = []unitStaff{
	{"helse-adm", []post{full("8530", 4), full("7559", 2)}},
	{"skogheim", []post{leader("9451"), full("7559", 1), partly("6014", 5, 60, 60)}},
	{"skogheim-1", ward(11, 19, 9)},
	{"skogheim-2", ward(9, 18, 9)[1:]},
	{"skogheim-3", ward(12, 14, 6)},
	{"solbakken", []post{leader("9451"), full("7559", 1), partly("6014", 4, 60, 60)}},
	{"solbakken-1", ward(9, 17, 8)},
	{"solbakken-2", ward(9, 17, 8)},
	{"hjemmetjenesten", []post{leader("9451"), full("7559", 3)}},
	{"hjemme-nord", ward(11, 17, 6)},
	{"hjemme-sentrum", ward(13, 19, 7)},
	{"hjemme-sor", ward(9, 15, 6)},
	{"bo-fjellvegen", home(6, 13, 8)},
	{"bo-elvebredden", home(6, 13, 8)},
	{"bo-tunet", home(7, 14, 9)},
	{"rus-psykisk", []post{leader("9454"), partly("7523", 5, 80, 30), partly("7710", 5, 80, 30), full("6675", 6)}},
	{"helsestasjon", []post{leader("9454"), partly("6185", 9, 80, 40), full("8527", 1), full("7559", 1)}},
	{"legetjenesten", []post{leader("9454"), full("8527", 7), partly("7174", 3, 80, 50), partly("7559", 4, 75, 50)}},
	{"fysio-ergo", []post{leader("9454"), partly("7066", 7, 80, 30), partly("6517", 4, 80, 30)}},
	{"tildeling", office("7531", 7)},
	{"oppvekst-adm", []post{full("8530", 4), full("7559", 2)}},
	{"sentrum-skole", school(36, 14)},
	{"nes-skole", school(24, 9)},
	{"dalen-skole", school(18, 8)},
	{"fjordvik-ungdomsskole", school(42, 8)},
	{"voksenopplaringen", school(12, 2)},
	{"solstrala", kindergarten(5)},
	{"tyttebaret", kindergarten(4)},
	{"bakkegarden", kindergarten(4)},
	{"havna", kindergarten(3)},
	{"ppt", office("8530", 5)},
	{"barnevernet", []post{leader("9454"), full("7534", 7), full("7535", 4), full("7559", 1)}},
	{"teknisk-adm", []post{full("8530", 2), full("7559", 2)}},
	{"plan-bygg", []post{leader("9454"), full("8084", 6), full("7531", 4)}},
	{"vei-park", []post{leader("9454"), full("7517", 9), full("6014", 4)}},
	{"vann-avlop", []post{leader("9454"), full("8084", 3), full("7517", 9)}},
	{"eiendom", []post{leader("9451"), full("8084", 3), full("7168", 12)}},
	{"renhold", []post{leader("9454"), partly("7545", 28, 75, 60)}},
	{"brann", []post{leader("9454"), partly("7237", 14, 50, 40)}},
	{"kultur-adm", []post{full("8530", 3), full("7559", 1)}},
	{"biblioteket", office("7026", 5)},
	{"kulturskolen", []post{leader("9951"), partly("7022", 11, 45, 75)}},
	{"ungdomshuset", []post{leader("9454"), partly("6583", 5, 60, 60)}},
	{"nav", []post{leader("9454"), full("7531", 9), full("7535", 3)}},
	{"flyktning", office("6675", 5)},
	{"stab-adm", []post{full("8530", 5)}},
	{"hr", []post{leader("9454"), full("8530", 3), full("7559", 5)}},
	{"okonomi", []post{leader("9454"), full("8530", 3), full("7559", 6)}},
	{"dokumentsenteret", []post{full("7559", 4)}},
	{"ikt", []post{leader("9454"), full("8530", 2), full("7559", 5)}},
	{"servicetorget", office("7559", 5)},
}
