/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_xml.h"

#include <expat.h>
#include <string.h>

struct stream {
    XML_Parser parser;
    struct grid_xml *xml;
    enum grid_fault fault;
    unsigned depth;
    size_t given;
};

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *grid_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static void stop(struct stream *stream, enum grid_fault fault)
{
    if (stream->fault == GRID_FINE)
        stream->fault = fault;
    stream->xml->stop = true;
    (void)XML_StopParser(stream->parser, XML_FALSE);
}

static void XMLCALL begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct stream *stream = context;
    if (stream->xml->stop) // expat finishes the tag that it was in
        return;
    if (stream->depth++ == GRID_DEPTH_MAX)
        stop(stream, GRID_DAMAGED);
    else
        stream->xml->begin(stream->xml->context, local_name(name), attributes);
    if (stream->xml->stop)
        stop(stream, GRID_FINE);
}

static void XMLCALL end(void *context, const XML_Char *name)
{
    struct stream *stream = context;
    if (stream->xml->stop)
        return;
    stream->depth--;
    stream->xml->end(stream->xml->context, local_name(name));
    if (stream->xml->stop)
        stop(stream, GRID_FINE);
}

static void XMLCALL text(void *context, const XML_Char *bytes, int size)
{
    struct stream *stream = context;
    if (!stream->xml->stop)
        stream->xml->text(stream->xml->context, bytes, (size_t)size);
}

/* No workbook has one: it is where entities come from, those that grow and those that fetch. */
static void XMLCALL document_type(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                                  int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    stop(context, GRID_DAMAGED);
}

/* How far it has come, in bytes. Expat 2.9, which came to Debian 13 as a security update, counts in 64 bits alone. */
static int64_t byte_index(XML_Parser parser)
{
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
    return XML_GetCurrentByteIndex64(parser);
#else
    return XML_GetCurrentByteIndex(parser);
#endif
}

static bool take(void *context, const char *bytes, size_t size, bool last)
{
    struct stream *stream = context;
    if (stream->xml->stop)
        return false;
    stream->given += size;
    if (XML_Parse(stream->parser, bytes, (int)size, last) == XML_STATUS_ERROR && !stream->xml->stop) {
        stream->fault = GRID_DAMAGED;
        stream->xml->stop = true;
    }
    // What expat has not handed on yet is a tag whose end it has not seen.
    int64_t at = byte_index(stream->parser);
    if (!stream->xml->stop && at >= 0 && stream->given - (size_t)at > GRID_TAG_MAX + (64 << 10)) {
        stream->fault = GRID_TOO_LARGE;
        stream->xml->stop = true;
    }
    return !stream->xml->stop;
}

enum grid_fault grid_xml_read(struct grid_zip *zip, const char *part, struct grid_xml *xml)
{
    struct stream stream = {.parser = XML_ParserCreate(NULL), .xml = xml};
    if (!stream.parser)
        return GRID_TOO_LARGE;
    xml->stop = false;
    XML_SetUserData(stream.parser, &stream);
    XML_SetElementHandler(stream.parser, begin, end);
    XML_SetCharacterDataHandler(stream.parser, text);
    XML_SetStartDoctypeDeclHandler(stream.parser, document_type);
    enum grid_fault fault = grid_zip_read(zip, part, take, &stream);
    XML_ParserFree(stream.parser);
    return stream.fault != GRID_FINE ? stream.fault : fault;
}
