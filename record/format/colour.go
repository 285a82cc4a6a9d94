package format

import (
	"encoding/binary"
	"math"
)

// srgbProfile makes an ICC version 2.1 display profile of sRGB (IEC 61966-2-1):
// its three colours adapted to D50, its white point, and its curve. It is made
// here so that no foreign profile has to be carried.
func srgbProfile() []byte {
	curve := srgbCurve()
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", iccDescription("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)},
		{"wtpt", iccXYZ(0xF6D6, 0x10000, 0xD32D)},
		{"rXYZ", iccXYZ(0x6FA2, 0x38F5, 0x0390)},
		{"gXYZ", iccXYZ(0x6299, 0xB785, 0x18DA)},
		{"bXYZ", iccXYZ(0x24A0, 0x0F84, 0xB6CF)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	start := 128 + 4 + 12*len(tags)
	at, curveAt := start, 0
	for _, tag := range tags {
		where := at
		if tag.name == "gTRC" || tag.name == "bTRC" { // the three share one curve
			where = curveAt
		} else {
			if tag.name == "rTRC" {
				curveAt = at
			}
			padded := append(append([]byte(nil), tag.data...), make([]byte, -len(tag.data)&3)...)
			body = append(body, padded...)
			at += len(padded)
		}
		table = append(table, tag.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(where))
		table = binary.BigEndian.AppendUint32(table, uint32(len(tag.data)))
	}
	profile := append(append(iccHead(), table...), body...)
	binary.BigEndian.PutUint32(profile, uint32(len(profile)))
	return profile
}

// iccHead is the profile's head but for its length: version, class, colours, a
// fixed day, signature, and the white point of the space it connects to.
func iccHead() []byte {
	head := make([]byte, 128)
	binary.BigEndian.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2024, 1, 1, 0, 0, 0} {
		binary.BigEndian.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	copy(head[68:], iccXYZ(0xF6D6, 0x10000, 0xD32D)[8:])
	return head
}

// srgbCurve is the sRGB transfer curve in 1,024 steps.
func srgbCurve() []byte {
	const steps = 1024
	out := []byte("curv\x00\x00\x00\x00")
	out = binary.BigEndian.AppendUint32(out, steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		linear := v / 12.92
		if v > 0.04045 {
			linear = math.Pow((v+0.055)/1.055, 2.4)
		}
		out = binary.BigEndian.AppendUint16(out, uint16(math.Round(linear*65535)))
	}
	return out
}

func iccXYZ(x, y, z uint32) []byte {
	out := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []uint32{x, y, z} {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}

// iccDescription is textDescriptionType: ASCII, and empty Unicode and Macintosh
// forms.
func iccDescription(s string) []byte {
	out := []byte("desc\x00\x00\x00\x00")
	out = binary.BigEndian.AppendUint32(out, uint32(len(s)+1))
	out = append(append(out, s...), 0)
	return append(out, make([]byte, 4+4+2+1+67)...)
}
