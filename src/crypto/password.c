/* SPDX-License-Identifier: MIT */
#include "crypto/password.h"

#include <sodium.h>
#include <strings.h>

#include "base/str.h"

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for an encoded hash");

/*
 * Widely published lists of leaked passwords agree on these; only those that pass the length rule are here.
 */
static const char *const common[] = {
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "987654321",
    "0987654321",
    "11111111",
    "111111111",
    "00000000",
    "0000000000",
    "88888888",
    "99999999",
    "66666666",
    "77777777",
    "22222222",
    "12341234",
    "12121212",
    "11223344",
    "1122334455",
    "112233445566",
    "123123123",
    "123321123",
    "147258369",
    "159753456",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "qazwsxedc",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "qwerty1234",
    "qwerty12345",
    "123qweasd",
    "123qwe123",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "zaq12wsx",
    "zaq1zaq1",
    "asdfghjk",
    "asdfghjkl",
    "asdfasdf",
    "zxcvbnm1",
    "zxcvbnm123",
    "a1b2c3d4",
    "abcd1234",
    "abc12345",
    "abcdefgh",
    "abcdefg1",
    "aa123456",
    "a12345678",
    "a123456789",
    "password",
    "password1",
    "password12",
    "password123",
    "password1234",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "pa$$word",
    "pa55word",
    "passwort",
    "changeme",
    "changeme123",
    "changeit",
    "letmein1",
    "letmein123",
    "welcome1",
    "welcome123",
    "administrator",
    "admin123",
    "admin1234",
    "admin12345",
    "adminadmin",
    "root1234",
    "rootroot",
    "superman",
    "spiderman",
    "batman123",
    "starwars",
    "pokemon1",
    "iloveyou",
    "iloveyou1",
    "iloveyou2",
    "ilovegod",
    "sunshine",
    "sunshine1",
    "princess",
    "princess1",
    "football",
    "football1",
    "baseball",
    "baseball1",
    "basketball",
    "liverpool",
    "chelsea1",
    "arsenal1",
    "barcelona",
    "juventus",
    "trustno1",
    "whatever",
    "jennifer",
    "michelle",
    "danielle",
    "jessica1",
    "charlie1",
    "victoria",
    "samantha",
    "elizabeth",
    "alexander",
    "christian",
    "benjamin",
    "nicholas",
    "jonathan",
    "computer",
    "internet",
    "samsung1",
    "corvette",
    "mercedes",
    "maverick",
    "midnight",
    "mountain",
    "butterfly",
    "chocolate",
    "cocacola",
    "blink182",
    "snowball",
    "shadow123",
    "dragon123",
    "monkey123",
    "master123",
    "hello123",
    "hellohello",
    "test1234",
    "testtest",
    "testing123",
    "default1",
    "guest123",
    "user1234",
    "secret123",
    "mysecret",
    "student1",
    "student123",
    "teacher1",
    "teacher123",
    "professor",
    "university",
    "college1",
    "college123",
    "school123",
    "attendance",
    "attendance1",
    "correcthorsebatterystaple",
    "qwertyuiopasdfghjkl",
    "1234567890qwertyuiop",
    "thisismypassword",
    "passwordpassword",
    "123456789012345",
};

/* Runs of one key, and digits counted up, of any length. */
static bool is_run(const char *password)
{
    size_t length = strlen(password), same = 1, upward = 1;
    for (size_t i = 1; i < length; i++) {
        same += password[i] == password[0];
        upward += password[i] >= '0' && password[i] <= '9' && password[i] == '0' + (password[i - 1] - '0' + 1) % 10;
    }
    return length && (same == length || upward == length);
}

bool crypto_init(void)
{
    return sodium_init() >= 0;
}

bool password_hash(const char *password, char hash[static PASSWORD_HASH_SIZE])
{
    char encoded[crypto_pwhash_STRBYTES];
    if (strlen(password) > PASSWORD_BYTES_MAX)
        return false;
    if (crypto_pwhash_str_alg(encoded, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return false;
    return str_copy(hash, PASSWORD_HASH_SIZE, encoded);
}

bool password_verify(const char *password, const char *hash)
{
    // crypto_pwhash_str_verify takes what parameters the hash names: refuse one that asks for another algorithm or
    // more.
    if (strncmp(hash, crypto_pwhash_STRPREFIX, sizeof(crypto_pwhash_STRPREFIX) - 1) != 0 ||
        crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY) < 0)
        return false;
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

const char *password_nobody(void)
{
    // The hash of 32 random bytes that were thrown away.
    return "$argon2id$v=19$m=19456,t=2,p=1$/UK/8aOmkIXTvnB4L/6BJw$CHHtMcqdHFNiQ4ONeDjLSl7R14QF8t84AnTnip/an7M";
}

bool password_is_common(const char *password)
{
    for (size_t i = 0; i < ARRAY_LENGTH(common); i++)
        if (strcasecmp(password, common[i]) == 0)
            return true;
    return is_run(password);
}
