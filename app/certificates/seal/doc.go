// Package seal makes a certificate on paper prove itself: it attaches the
// signed credential to the PDF and signs the whole file, and it reads such
// files back.
//
// Seal appends both in one incremental update (ISO 32000-1, 7.5.6). The
// signature is of the PAdES baseline (ETSI EN 319 142-1, profile B-B): a CMS
// message (RFC 5652) over every byte of the file but its own. It says that no
// change is permitted (DocMDP, level 1). Nothing in it depends on a clock or on
// chance, so a file sealed twice is the same file.
//
// Open meets strangers' files, and reads none of them before it knows whose
// they are. It finds the last byte range, checks that it leaves out nothing but
// the signature, makes the CMS message anew with a trusted certificate, and
// compares it byte for byte with the one in the file. Only then does it look at
// objects, which are then our own. So there is no parser for a stranger to
// lead astray, nothing is decompressed, and time and memory grow with the size
// of the file, which is bounded.
package seal
